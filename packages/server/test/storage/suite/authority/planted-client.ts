import type { AuthorityState } from '../../../../src/authority/authority-state.ts';
import type { Effect } from '../../../../src/authority/change.ts';
import type { Storage } from '../../../../src/storage/storage.ts';
import { client, NOW, user } from '../../entities.ts';

/** A client with its tree, as tests change it. */
export interface PlantedClient {
  readonly id: number;
  readonly rootId: number;
  /** Changes it in one unit of work; answers the ids given out. */
  change(effects: readonly Effect[], at?: number): Promise<readonly number[]>;
  state(at?: number): Promise<AuthorityState>;
}

/** Makes users, where they are missing. */
export async function withUsers(storage: Storage, ...ids: readonly string[]): Promise<void> {
  await storage.transact(async (stores) => {
    for (const id of ids) await stores.users.insert(user({ id }));
  });
}

/** Makes a client with a tree, whose creator is alice. */
export async function plantedClient(storage: Storage, at: number = NOW): Promise<PlantedClient> {
  await withUsers(storage, 'alice');
  const { id, rootId } = await storage.transact(async (stores) => {
    const clientId = await stores.clients.nextId();
    await stores.clients.insert(client({ id: clientId, fullname: `client ${clientId}` }));
    const root = { name: `client ${clientId}-root`, creator: 'alice' };
    return { id: clientId, rootId: await stores.authority.plant({ clientId, by: 'alice', at }, root) };
  });
  return {
    id,
    rootId,
    change: (effects, when = at) =>
      storage.transact(async (stores) => {
        await stores.authority.lock(id);
        return stores.authority.write({ clientId: id, by: 'alice', at: when }, effects);
      }),
    async state(when) {
      const state = await storage.read((stores) => stores.authority.load(id, when));
      if (state === undefined) throw new Error('there is no state');
      return state;
    },
  };
}

/** The beginning of a role below another. */
export function roleBegins(parentId: number, name: string, newId = 0): Effect {
  return { kind: 'role_begins', key: { newId }, name, description: '', parentId };
}

/** The beginning of a resource. */
export function resourceBegins(name: string, newId = 0): Effect {
  return { kind: 'resource_begins', key: { newId }, name, description: 'd', data: '{}' };
}

/** The beginning of a membership. */
export function membershipBegins(roleId: number, userId: string, expiresAt: number | null = null): Effect {
  return { kind: 'membership_begins', roleId, userId, type: 'normal', expiresAt };
}

/** Everything that a state says, in an order that does not depend on the database. */
export function dump(state: AuthorityState, people: readonly string[]): unknown {
  const byId = <T extends { readonly id: number }>(rows: Iterable<T>): T[] => [...rows].toSorted((a, b) => a.id - b.id);
  const sorted = (values: Iterable<number>): number[] => [...values].toSorted((a, b) => a - b);
  const roles = byId(state.roles());
  return {
    rootId: state.rootId,
    roles,
    resources: byId(state.resources()),
    tree: roles.map(({ id }) => [id, sorted(state.childrenOf(id)), sorted(state.resourcesOf(id))]),
    groups: roles.map(({ id }) =>
      [...state.groupsOf(id)]
        .map(({ groupId }) => [groupId, [...state.usersOfGroup(groupId)].toSorted()] as const)
        .toSorted(([a], [b]) => a - b),
    ),
    people: people.map((id) => [
      id,
      state.isActive(id),
      [...state.membershipsOfUser(id)].toSorted((a, b) => a.roleId - b.roleId),
      [...state.groupRolesOfUser(id)].toSorted((a, b) => a.roleId - b.roleId || a.groupId - b.groupId),
    ]),
  };
}
