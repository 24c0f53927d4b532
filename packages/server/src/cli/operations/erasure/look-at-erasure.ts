import { z } from 'zod';
import { losesLastRootSuper } from '../../../authority/delegation/root-super.ts';
import { LINE, type Operation, type OperationContext, OperationRefused } from '../operation.ts';
import { clientsOwnedBy, groupsOwnedBy } from './hand-over.ts';

/** What erasing a person would end and leave behind. */
export interface ErasureView {
  /** As the user's own is spelled; as it was asked for when they are gone already. */
  readonly id: string;
  /** Their row is gone: what an interrupted command left is still to be done, or nothing is. */
  readonly is_gone: boolean;
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
      clients_without_super: await clientsWithoutSuper(context, user.id),
      groups_owned: (await groupsOwnedBy(context, user.id)).map(({ name }) => name),
      clients_owned: (await clientsOwnedBy(context, user.id)).map(({ fullname }) => fullname),
    };
  },
};

async function goneView({ storage }: OperationContext, id: string): Promise<ErasureView> {
  if (!(await storage.read((stores) => stores.users.wasErased(id)))) throw new OperationRefused(['there is no such user']);
  return { id, is_gone: true, clients_without_super: [], groups_owned: [], clients_owned: [] };
}

/** contract/authority.md §2 rule 1: only freezing or deleting a person overrides that a super remains. */
async function clientsWithoutSuper({ storage, authorities }: OperationContext, userId: string): Promise<string[]> {
  const names: string[] = [];
  for (const clientId of await storage.read((stores) => stores.authority.clientsOfUser(userId))) {
    const state = await authorities.state({ clientId });
    if (state === undefined) continue;
    if (!losesLastRootSuper(state, [{ kind: 'membership_ends', roleId: state.rootId, userId }])) continue;
    const client = await storage.read((stores) => stores.clients.find(clientId));
    if (client !== undefined) names.push(client.fullname);
  }
  return names;
}
