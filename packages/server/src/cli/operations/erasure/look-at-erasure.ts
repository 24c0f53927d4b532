import { z } from 'zod';
import { losesLastRootSuper } from '../../../authority/delegation/root-super.ts';
import { isCurrent } from '../../../authority/effective-type.ts';
import { LINE, type Operation, type OperationContext, OperationRefused } from '../operation.ts';
import { clientsOwnedBy, groupsOwnedBy } from './hand-over.ts';

/** What erasing a person would end and leave behind. */
export interface ErasureView {
  /** As the user's own is spelled; as it was asked for when they are gone already. */
  readonly id: string;
  /** Their row is gone: what an interrupted command left is still to be done, or nothing is. */
  readonly is_gone: boolean;
  /** Gone with all that named them: nothing is left to be done. */
  readonly is_complete: boolean;
  /** Of how many roles they are a member themself, by client. */
  readonly roles: readonly { readonly client: string; readonly roles: number }[];
  /** Names of the groups they are in. */
  readonly groups: readonly string[];
  /** How many browsers they are signed in at. */
  readonly sessions: number;
  /** Names of the clients that hold tokens of theirs. */
  readonly clients_with_tokens: readonly string[];
  /** Names of the clients whose root role would be left without a super. */
  readonly clients_without_super: readonly string[];
  /** Names of what they own, and which passes to the system. */
  readonly groups_owned: readonly string[];
  readonly clients_owned: readonly string[];
}

/** Shows what erasing a person would do, and does nothing. Refuses what erasing would refuse. */
export const lookAtErasure: Operation<{ id: string }, ErasureView> = {
  name: 'user.look_at_erasure',
  input: z.strictObject({ id: LINE }),
  async run(context, input) {
    const { storage } = context;
    const user = await storage.read((stores) => stores.users.find(input.id));
    if (user === undefined) return goneView(context, input.id);
    const isAdministrator = user.systemAdministrator && user.status === 'active';
    if (isAdministrator && (await storage.transact((stores) => stores.users.countAdministrators())) <= 1) {
      throw new OperationRefused(['this is the last active system administrator: name another one first']);
    }
    return {
      id: user.id,
      is_gone: false,
      is_complete: false,
      ...(await rolesOf(context, user.id)),
      ...(await whatEnds(context, user.id)),
      groups_owned: (await groupsOwnedBy(context, user.id)).map(({ name }) => name),
      clients_owned: (await clientsOwnedBy(context, user.id)).map(({ fullname }) => fullname),
    };
  },
};

async function goneView({ storage }: OperationContext, id: string): Promise<ErasureView> {
  const found = await storage.read((stores) => stores.erasure.find(id));
  if (found === undefined) throw new OperationRefused(['there is no such user']);
  const nothing = { roles: [], groups: [], sessions: 0, clients_with_tokens: [], clients_without_super: [] };
  return { id, is_gone: true, is_complete: found === 'erased', ...nothing, groups_owned: [], clients_owned: [] };
}

/** contract/authority.md §2 rule 1: only freezing or deleting a person overrides that a super remains. */
async function rolesOf(
  { storage, authorities, now }: OperationContext,
  userId: string,
): Promise<Pick<ErasureView, 'roles' | 'clients_without_super'>> {
  const roles: { client: string; roles: number }[] = [];
  const withoutSuper: string[] = [];
  for (const clientId of await storage.read((stores) => stores.authority.clientsOfUser(userId))) {
    const state = await authorities.state({ clientId });
    const client = await storage.read((stores) => stores.clients.find(clientId));
    if (state === undefined || client === undefined) continue;
    const at = now();
    const held = [...state.membershipsOfUser(userId)].filter((membership) => isCurrent(membership, at));
    if (held.length > 0) roles.push({ client: client.fullname, roles: held.length });
    if (losesLastRootSuper(state, [{ kind: 'membership_ends', roleId: state.rootId, userId }]))
      withoutSuper.push(client.fullname);
  }
  return { roles, clients_without_super: withoutSuper };
}

async function whatEnds(
  { storage, now }: OperationContext,
  userId: string,
): Promise<Pick<ErasureView, 'groups' | 'sessions' | 'clients_with_tokens'>> {
  return storage.read(async ({ groups, sessions, grants, clients }) => {
    const names: string[] = [];
    for (const { clientId } of await grants.listLive(userId, now())) {
      const client = await clients.find(clientId);
      if (client !== undefined) names.push(client.fullname);
    }
    const isIn = await groups.groupsOf(userId);
    const live = await sessions.listLive(userId, now());
    return { groups: isIn.map(({ name }) => name), sessions: live.length, clients_with_tokens: names };
  });
}
