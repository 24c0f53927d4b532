import type { ExplanationWire } from '@hufu/contract';
import { z } from 'zod';
import { explainResources } from '../../../api/named/explained-resources.ts';
import type { AuthorityState } from '../../../authority/authority-state.ts';
import type { Resource } from '../../../authority/model.ts';
import type { User } from '../../../identity/user/user.ts';
import type { Client } from '../../../oauth/client/client.ts';
import type { Stores } from '../../../storage/storage.ts';
import { findClient } from '../client-view.ts';
import { LINE, type Operation, type OperationContext, OperationRefused, operatorAct } from '../operation.ts';
import { type RoleView, roleViews } from './role-view.ts';

/** A client by id and name. */
export interface ClientName {
  readonly id: number;
  readonly fullname: string;
}

/** The role tree of a client, each role before those below it. */
export const listRoles: Operation<{ client: string }, { readonly client: ClientName; readonly roles: readonly RoleView[] }> = {
  name: 'role.list',
  input: z.strictObject({ client: LINE }),
  async run(context, input) {
    const client = await context.storage.read((stores) => findClient(stores, input.client));
    return { client: nameOf(client), roles: roleViews(await stateOf(context, client), context.now()) };
  },
};

/** What came of appointing a root super. */
export interface AppointedSuper {
  readonly client: ClientName;
  readonly role: { readonly id: number; readonly name: string };
  readonly user_id: string;
  /** Whether they were not one before. */
  readonly changed: boolean;
}

/** Makes an active user a super of a client's root role, without an end (contract/authority.md §2 rule 1). */
export const appointRootSuper: Operation<{ client: string; user: string }, AppointedSuper> = {
  name: 'role.super',
  input: z.strictObject({ client: LINE, user: LINE }),
  async run(context, input) {
    const { client, user } = await named(context, input);
    if (user.status !== 'active') throw new OperationRefused([`the user ${user.id} is not active: activate them first`]);
    const { rootId } = await stateOf(context, client);
    const act = operatorAct(context);
    const outcome = await context.authorities.change({
      ...act,
      clientId: client.id,
      actor: { kind: 'system', name: 'system' },
      change: { kind: 'set_memberships', memberships: [{ roleId: rootId, userId: user.id, type: 'super', expiresAt: null }] },
      call: 'hufu role super',
      dryRun: false,
    });
    if (outcome === undefined) throw new OperationRefused(['there is no such client']);
    if (outcome.kind === 'refused') throw new OperationRefused([outcome.decision.reason]);
    const role = { id: rootId, name: outcome.after.role(rootId)?.name ?? '' };
    return { client: nameOf(client), role, user_id: user.id, changed: outcome.decision.effects.length > 0 };
  },
};

/** Explains why a user holds a resource, given by its id or else its name, or what would allow it and who may grant that. */
export const explainHolding: Operation<{ client: string; user: string; resource: string }, ExplanationWire> = {
  name: 'role.explain',
  input: z.strictObject({ client: LINE, user: LINE, resource: LINE }),
  async run(context, input) {
    const { client, user } = await named(context, input);
    const state = await stateOf(context, client);
    const resources = findResources(state, input.resource);
    return explainResources(context, { state, moment: context.now(), userId: user.id, resources });
  },
};

async function named(
  { storage }: OperationContext,
  { client, user }: { readonly client: string; readonly user: string },
): Promise<{ readonly client: Client; readonly user: User }> {
  return storage.read(async (stores) => ({ client: await findClient(stores, client), user: await findUser(stores, user) }));
}

async function findUser(stores: Pick<Stores, 'users'>, id: string): Promise<User> {
  const user = await stores.users.find(id);
  if (user === undefined) throw new OperationRefused(['there is no such user']);
  return user;
}

async function stateOf({ authorities }: OperationContext, { id }: Client): Promise<AuthorityState> {
  const state = await authorities.state({ clientId: id });
  if (state === undefined) throw new OperationRefused(['there is no such client']);
  return state;
}

function findResources(state: AuthorityState, reference: string): Resource[] {
  const byId = /^[1-9][0-9]{0,14}$/.test(reference) ? state.resource(Number(reference)) : undefined;
  const ids = byId === undefined ? state.resourcesNamed(reference) : [byId.id];
  const resources = ids.flatMap((id) => state.resource(id) ?? []);
  if (resources.length === 0) throw new OperationRefused(['the client has no such resource']);
  return resources;
}

function nameOf({ id, fullname }: Client): ClientName {
  return { id, fullname };
}
