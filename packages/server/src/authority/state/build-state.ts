import type { GroupInRole, Link, Membership, Resource, Role } from '../model.ts';
import { NO_PARENT } from '../model.ts';
import { MemoryState } from './memory-state.ts';
import type { Parts, RoleNode } from './parts.ts';
import type { People } from './people.ts';
import { MapInTheMaking, PersistentMap } from './persistent-map.ts';
import { ResourceSet } from './resource-set.ts';
import { ResourceSlots } from './resource-slots.ts';
import { finish, inSteps, type Work } from './steps.ts';

/** The rows of one client that hold at one moment. */
export interface AuthorityRows {
  readonly clientId: number;
  readonly epoch: number;
  readonly roles: Iterable<Role>;
  readonly resources: Iterable<Resource>;
  readonly links: Iterable<Link>;
  readonly memberships: readonly Membership[];
  readonly groups: Iterable<GroupInRole>;
  readonly people: People;
}

/** Builds the read model from rows; throws when they have no root role. */
export function buildState(rows: AuthorityRows): MemoryState {
  return finish(buildStateInSteps(rows));
}

/** Builds the read model from rows step by step; throws when they have no root role. */
export function* buildStateInSteps(rows: AuthorityRows): Work<MemoryState> {
  const { clientId, epoch, people } = rows;
  const resources = new Map<number, Resource>();
  yield* inSteps(rows.resources, (resource) => resources.set(resource.id, resource));
  const slots = new ResourceSlots();
  const tree = yield* buildTree(rows, slots);
  return new MemoryState({
    clientId,
    epoch,
    people,
    slots,
    ...tree,
    resources: yield* PersistentMap.build(resources),
    named: yield* PersistentMap.build(yield* gather(resources.values(), ({ name, id }) => [name, id])),
    ...(yield* buildMembers(rows.memberships)),
    groups: yield* PersistentMap.build(yield* gather(rows.groups, ({ roleId, groupId }) => [roleId, groupId])),
    groupRoles: yield* PersistentMap.build(yield* gather(rows.groups, ({ roleId, groupId }) => [groupId, roleId])),
  });
}

function* buildTree(rows: AuthorityRows, slots: ResourceSlots): Work<Pick<Parts, 'nodes' | 'rootId'>> {
  const roles = [...rows.roles];
  const root = roles.find(({ parentId }) => parentId === NO_PARENT);
  if (root === undefined) throw new Error(`client ${rows.clientId} has no root role`);
  const children = yield* gather(roles, ({ parentId, id }) => [parentId, id]);
  const links = yield* gather(rows.links, ({ roleId, resourceId }): [number, [number, boolean]] => [roleId, [resourceId, true]]);
  const empty = ResourceSet.empty(slots);
  const nodes = new Map<number, RoleNode>();
  for (const role of roles) {
    const resources = empty.with(links.get(role.id) ?? []);
    nodes.set(role.id, { role, children: children.get(role.id) ?? [], resources });
    yield;
  }
  return { rootId: root.id, nodes: yield* PersistentMap.build(nodes) };
}

function* buildMembers(rows: readonly Membership[]): Work<Pick<Parts, 'members' | 'memberships' | 'administrators'>> {
  const counts = new Map<number, number>();
  yield* inSteps(rows, ({ roleId }) => counts.set(roleId, (counts.get(roleId) ?? 0) + 1));
  const byRole = new Map<number, MapInTheMaking<string, Membership>>();
  for (const [roleId, count] of counts) byRole.set(roleId, new MapInTheMaking(count));
  const byUser = new MapInTheMaking<string, Membership[]>(rows.length);
  const administrators = new Map<number, Membership[]>();
  yield* inSteps(rows, (membership) => {
    const { roleId, userId } = membership;
    byRole.get(roleId)?.set(userId, membership);
    const held = byUser.get(userId);
    if (held === undefined) byUser.set(userId, [membership]);
    else held.push(membership);
    if (membership.type !== 'normal') push(administrators, roleId, membership);
  });
  const members = new Map<number, PersistentMap<string, Membership>>();
  for (const [roleId, inside] of byRole) members.set(roleId, PersistentMap.of(inside));
  return {
    members: yield* PersistentMap.build(members),
    memberships: PersistentMap.of(byUser),
    administrators: yield* PersistentMap.build(administrators),
  };
}

function* gather<T, K, V>(rows: Iterable<T>, pair: (row: T) => readonly [K, V]): Work<Map<K, V[]>> {
  const gathered = new Map<K, V[]>();
  yield* inSteps(rows, (row) => push(gathered, ...pair(row)));
  return gathered;
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
