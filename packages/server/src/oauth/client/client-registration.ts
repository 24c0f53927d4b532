import type { RootPlanting } from '../../authority/authority-store.ts';
import { orderedId } from '../../crypto/ordered-id.ts';
import { randomSecret } from '../../crypto/random.ts';
import type { ServerKeys } from '../../crypto/server-keys.ts';
import type { AuditEvent, AuditOrigin, AuditStore } from '../../observability/audit.ts';
import { type Client, type ClientChanges, type ClientStore, isPublicClient, provesBySecret } from './client.ts';
import { type ClientDraft, checkProfile, DEFAULT_PROFILE, differingMembers, differingNames } from './client-draft.ts';
import type { ClientProblem } from './client-problem.ts';
import type { ClientProfile } from './client-profile.ts';
import { clientSecretContext } from './client-secret.ts';
import { checkSecret, secretChange, withoutSecret } from './client-secret-registration.ts';

/** What registration works with inside a unit of work, who acts, and when (milliseconds since 1970). */
export interface Registration {
  readonly stores: RegistrationStores;
  readonly keys: ServerKeys;
  readonly origin: AuditOrigin;
  readonly now: number;
}

/** The stores that registration needs. */
export interface RegistrationStores {
  readonly clients: ClientStore;
  readonly users: { find(id: string): Promise<{ readonly id: string } | undefined> };
  readonly authority: RootPlanting;
  readonly audit: Pick<AuditStore, 'append'>;
}

/** What became of a registration or a change: nothing was changed when there are problems, or when all was so before. */
export type ClientOutcome =
  | {
      readonly ok: true;
      readonly client: Client;
      readonly changed: boolean;
      /** A secret that was generated, to be shown this once. */
      readonly generatedSecret: string | undefined;
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly ClientProblem[] };

/** A client to be made. */
export interface NewClient extends ClientDraft {
  readonly fullname: string;
  /** The next free one when absent. */
  readonly id?: number | undefined;
  /** Generated (256 bits) when absent and the client proves itself by one. */
  readonly secret?: string | undefined;
  /** By default the next free id, and the owner as super. */
  readonly root?: RootWish | undefined;
}

/** What is known of the root role of a client to be made. */
export interface RootWish {
  /** The next free one when absent. */
  readonly id?: number | undefined;
  /** Whether the owner becomes its super (contract/authority.md §2 rule 1); not so where a file names its members. */
  readonly ownerIsSuper: boolean;
}

const LARGEST_ID = 999_999_999_999_999;

/**
 * Registers a client, and plants its root role with its owner as super (contract/authority.md §2 rule 1). Throws `IdTaken` when
 * the id for the root role belongs to another role.
 */
export async function createClient(registration: Registration, draft: NewClient): Promise<ClientOutcome> {
  const { id, secret, root, ...members } = draft;
  const checked = checkProfile(members, { ...DEFAULT_PROFILE, fullname: draft.fullname });
  const method = members.authenticationMethod ?? null;
  const problems = [
    ...(checked.kind === 'refused' ? checked.problems : []),
    ...checkSecret(secret, method),
    ...checkId(id),
    ...(await checkOwner(registration, draft.owner)),
  ];
  if (checked.kind === 'refused' || problems.length > 0) return { ok: false, problems };
  const { stores, keys, now } = registration;
  const newId = id ?? (await stores.clients.nextId());
  const given = provesBySecret(method) ? (secret ?? randomSecret()) : undefined;
  const client: Client = {
    id: newId,
    ...checked.profile,
    sealedSecret: given === undefined ? null : keys.seal(given, clientSecretContext(newId)),
    sealedOldSecret: null,
    oldSecretExpiresAt: 0,
    createdAt: now,
    updatedAt: now,
  };
  const inserted = await stores.clients.insert(client);
  if (inserted === 'resource_taken') return RESOURCE_TAKEN;
  if (inserted === 'exists') return { ok: false, problems: [await takenMember(registration, draft)] };
  await plantRoot(registration, client, root);
  const detail = { fullname: client.fullname, public: isPublicClient(client) };
  await record(registration, client, { action: 'client.created', detail });
  return {
    ok: true,
    client,
    changed: true,
    generatedSecret: secret === undefined ? given : undefined,
    warnings: checked.warnings,
  };
}

/**
 * Changes a client; members that are absent stay, what is equal is not touched. One that will prove itself without a secret loses
 * its own; one that will need one is given `secret`, or a generated one.
 */
export async function changeClient(
  registration: Registration,
  change: { readonly id: number; readonly draft: ClientDraft; readonly secret?: string | undefined },
): Promise<ClientOutcome> {
  const { stores, keys, now } = registration;
  await stores.clients.takeTurn(change.id);
  const client = await stores.clients.find(change.id);
  if (client === undefined) return UNKNOWN_CLIENT;
  const checked = checkProfile(change.draft, client);
  const { authenticationMethod: method = client.authenticationMethod } = change.draft;
  const problems = [
    ...(checked.kind === 'refused' ? checked.problems : []),
    ...checkSecret(change.secret, method),
    ...(change.draft.owner === client.owner ? [] : await checkOwner(registration, change.draft.owner)),
  ];
  if (checked.kind === 'refused' || problems.length > 0) return { ok: false, problems };
  const secrets = secretChange({ client, keepsSecret: provesBySecret(method), given: change.secret, keys });
  const changed = differingMembers(client, checked.profile);
  const outcome = { ok: true, client, changed: false, generatedSecret: secrets.generated, warnings: checked.warnings } as const;
  if (changed.length === 0 && secrets.changes === undefined) return outcome;
  const changes: ClientChanges = { ...pick(checked.profile, changed), ...secrets.changes };
  const updated = await stores.clients.update(client.id, changes, now);
  if (updated === 'name_taken') return NAME_TAKEN;
  if (updated === 'resource_taken') return RESOURCE_TAKEN;
  const fields = [...differingNames(client, checked.profile), ...(secrets.changes === undefined ? [] : ['secret'])].join(' ');
  await record(registration, client, {
    action: 'client.changed',
    detail: {
      fields,
      ...(changed.includes('status') ? { status: checked.profile.status } : {}),
    },
  });
  return { ...outcome, client: { ...client, ...changes, updatedAt: now }, changed: true };
}

/**
 * Gives a client that has a secret a new one, generated unless given; the old one works for `keepOldSeconds` more. A secret
 * that was kept from an earlier rotation stops working.
 */
export async function rotateSecret(
  registration: Registration,
  rotation: { readonly id: number; readonly secret?: string | undefined; readonly keepOldSeconds: number },
): Promise<ClientOutcome> {
  const { stores, keys, now } = registration;
  await stores.clients.takeTurn(rotation.id);
  const client = await stores.clients.find(rotation.id);
  if (client === undefined) return UNKNOWN_CLIENT;
  if (client.sealedSecret === null)
    return { ok: false, problems: [{ member: 'secret', reason: withoutSecret(client.authenticationMethod) }] };
  const problems = checkSecret(rotation.secret, client.authenticationMethod);
  if (problems.length > 0) return { ok: false, problems };
  const secret = rotation.secret ?? randomSecret();
  const keeps = rotation.keepOldSeconds > 0;
  const changes: ClientChanges = {
    sealedSecret: keys.seal(secret, clientSecretContext(client.id)),
    sealedOldSecret: keeps ? client.sealedSecret : null,
    oldSecretExpiresAt: keeps ? now + rotation.keepOldSeconds * 1000 : 0,
  };
  await stores.clients.update(client.id, changes, now);
  await record(registration, client, { action: 'client.secret_rotated', detail: { keep_old_seconds: rotation.keepOldSeconds } });
  const generatedSecret = rotation.secret === undefined ? secret : undefined;
  return { ok: true, client: { ...client, ...changes, updatedAt: now }, changed: true, generatedSecret, warnings: [] };
}

/** Deletes a client with all that hangs on it: grants, tokens, codes, consents. */
export async function deleteClient(registration: Registration, id: number): Promise<'deleted' | 'unknown'> {
  await registration.stores.clients.takeTurn(id);
  const client = await registration.stores.clients.find(id);
  if (client === undefined || (await registration.stores.clients.delete(id)) === 'unknown') return 'unknown';
  await record(registration, client, { action: 'client.deleted', detail: { fullname: client.fullname } });
  return 'deleted';
}

const UNKNOWN_CLIENT: ClientOutcome = { ok: false, problems: [{ member: 'id', reason: 'there is no such client' }] };
const NAME_TAKEN: ClientOutcome = { ok: false, problems: [{ member: 'fullname', reason: 'another client has this name' }] };
const RESOURCE_TAKEN: ClientOutcome = {
  ok: false,
  problems: [{ member: 'resource_indicators', reason: 'another client serves one of these resources' }],
};

function checkId(id: number | undefined): ClientProblem[] {
  if (id === undefined || (Number.isSafeInteger(id) && id >= 1 && id <= LARGEST_ID)) return [];
  return [{ member: 'id', reason: 'must be a whole number from 1' }];
}

async function checkOwner(registration: Registration, owner: string | undefined): Promise<ClientProblem[]> {
  if (owner === undefined || owner === '') return [];
  const user = await registration.stores.users.find(owner);
  return user === undefined ? [{ member: 'owner', reason: 'there is no such user' }] : [];
}

async function plantRoot(
  { stores, origin, now }: Registration,
  { id, fullname, owner }: Client,
  root: RootWish = { ownerIsSuper: true },
): Promise<void> {
  // A membership holds the id as the user's own is spelled.
  const creator = owner === '' || !root.ownerIsSuper ? null : ((await stores.users.find(owner))?.id ?? null);
  await stores.authority.plant({ clientId: id, by: origin.actor, at: now }, { name: `${fullname}-root`, creator, id: root.id });
}

async function takenMember(registration: Registration, draft: NewClient): Promise<ClientProblem> {
  const named = await registration.stores.clients.findByName(draft.fullname);
  if (named !== undefined) return { member: 'fullname', reason: 'another client has this name' };
  return { member: 'id', reason: 'another client has this id' };
}

function pick(profile: ClientProfile, members: readonly (keyof ClientProfile)[]): ClientChanges {
  return Object.fromEntries(members.map((member) => [member, profile[member]]));
}

async function record(registration: Registration, client: Client, event: Pick<AuditEvent, 'action' | 'detail'>): Promise<void> {
  const { stores, origin, now } = registration;
  await stores.audit.append({ ...origin, id: orderedId(now), at: now, ...event, userId: null, clientId: client.id });
}
