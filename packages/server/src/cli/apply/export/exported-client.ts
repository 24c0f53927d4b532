import type { AuthorityState } from '../../../authority/authority-state.ts';
import { isCurrent } from '../../../authority/effective-type.ts';
import type { Role } from '../../../authority/model.ts';
import type { ServerKeys } from '../../../crypto/server-keys.ts';
import type { Client } from '../../../oauth/client/client.ts';
import { DEFAULT_PROFILE, differingMembers } from '../../../oauth/client/client-draft.ts';
import { type ClientProfile, wireName } from '../../../oauth/client/client-profile.ts';
import { clientSecretContext } from '../../../oauth/client/client-secret.ts';
import { DEFAULT_METADATA } from '../../../oauth/client/metadata/client-metadata.ts';
import type { MemberInput, Reference, ResourceInput, RoleInput, RootInput } from '../document/authority-document.ts';
import type { AppliedClient } from '../document/document-shape.ts';
import { withoutDefaults } from './without-defaults.ts';

/** What a client is exported from. */
export interface ClientExport {
  readonly state: AuthorityState;
  /** Ids of users that exist, as their own are spelled. */
  readonly known: ReadonlySet<string>;
  readonly groupNames: ReadonlyMap<number, string>;
  /** Milliseconds since 1970: what has expired by then is left out. */
  readonly now: number;
  /** Opens the secret; absent when secrets stay out. */
  readonly keys: Pick<ServerKeys, 'open'> | undefined;
}

/** A client with its authority as a document of `apply` makes it, every id included. */
export function exportedClient(client: Client, about: ClientExport): AppliedClient {
  const { state, known, keys } = about;
  const { id, fullname, sealedSecret } = client;
  const owner = known.has(client.owner) ? client.owner : '';
  const profile = { ...client, owner };
  const members = differingMembers(profile, { ...DEFAULT_PROFILE, fullname });
  const secret = keys && sealedSecret !== null ? { secret: keys.open(sealedSecret, clientSecretContext(id)) } : {};
  const tree = new Tree(about);
  return {
    id,
    fullname,
    ...Object.fromEntries(members.filter(isPlain).map((member) => [wireName(member), profile[member]])),
    ...withoutDefaults(client.metadata, DEFAULT_METADATA),
    ...secret,
    root: tree.root(),
    resources: byId(state.resources()).map(exportedResource),
    roles: tree.below(state.rootId),
  };
}

// Metadata stands among the other members.
function isPlain(member: keyof ClientProfile): boolean {
  return member !== 'metadata';
}

function exportedResource({
  id,
  name,
  description,
  data,
}: {
  id: number;
  name: string;
  description: string;
  data: string;
}): ResourceInput {
  return { id, name, ...withoutDefaults({ description, data }, { description: '', data: '' }) };
}

class Tree {
  readonly #about: ClientExport;
  readonly #state: AuthorityState;

  constructor(about: ClientExport) {
    this.#about = about;
    this.#state = about.state;
  }

  root(): RootInput {
    const role = this.#state.role(this.#state.rootId);
    if (role === undefined) throw new Error('a client has no root role');
    // Always there: a document without it would make the owner a super.
    return { ...this.#described(role), members: this.#members(role.id) };
  }

  below(roleId: number): RoleInput[] {
    return this.#state
      .childrenOf(roleId)
      .toSorted(ascending)
      .flatMap((id) => this.#state.role(id) ?? [])
      .map((role) => {
        const below = this.below(role.id);
        const lists = { resources: this.#resources(role.id), members: this.#members(role.id) };
        return { ...this.#described(role), ...nonEmpty(lists), ...nonEmpty({ roles: below }) };
      });
  }

  #described({ id, name, description }: Role): RootInput {
    const groups = [...this.#state.groupsOf(id)].map(({ groupId }) => groupId).toSorted(ascending);
    const names = groups.map((group) => this.#about.groupNames.get(group) ?? group);
    return { id, name, ...withoutDefaults({ description }, { description: '' }), ...nonEmpty({ groups: names }) };
  }

  #resources(roleId: number): Reference[] {
    return [...this.#state.resourcesOf(roleId)].toSorted(ascending).map((id) => {
      const name = this.#state.resource(id)?.name;
      return name === undefined || this.#state.resourcesNamed(name).length > 1 ? id : name;
    });
  }

  #members(roleId: number): MemberInput[] {
    return [...this.#state.membershipsOf(roleId)]
      .filter((held) => isCurrent(held, this.#about.now))
      .toSorted((one, other) => (one.userId < other.userId ? -1 : 1))
      .map(({ userId, type, expiresAt }) => ({
        user_id: userId,
        role_type: type,
        ...(expiresAt === null ? {} : { expires_at: new Date(expiresAt).toISOString() }),
      }));
  }
}

function nonEmpty<T extends Readonly<Record<string, readonly unknown[]>>>(lists: T): Partial<T> {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)) as Partial<T>;
}

function byId<T extends { readonly id: number }>(items: Iterable<T>): T[] {
  return [...items].toSorted((one, other) => one.id - other.id);
}

function ascending(one: number, other: number): number {
  return one - other;
}
