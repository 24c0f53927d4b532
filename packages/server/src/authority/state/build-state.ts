import type { GroupInRole, Link, Membership, Resource, Role } from '../model.ts';
import { NO_PARENT } from '../model.ts';
import { MemoryState } from './memory-state.ts';
import type { Parts, RoleNode } from './parts.ts';
import type { People } from './people.ts';
import { PersistentMap } from './persistent-map.ts';
import { ResourceSet } from './resource-set.ts';
import { ResourceSlots } from './resource-slots.ts';

/** The rows of one client that hold at one moment. */
export interface AuthorityRows {
  readonly clientId: number;
  readonly epoch: number;
  readonly roles: Iterable<Role>;
  readonly resources: Iterable<Resource>;
  readonly links: Iterable<Link>;
  readonly memberships: Iterable<Membership>;
  readonly groups: Iterable<GroupInRole>;
  readonly people: People;
}

/** Builds the read model from rows; throws when they have no root role. */
export function buildState(rows: AuthorityRows): MemoryState {
  const { clientId, epoch, people } = rows;
  const resources = new Map([...rows.resources].map((resource) => [resource.id, resource]));
  const slots = new ResourceSlots();
  return new MemoryState({
    clientId,
    epoch,
    people,
    slots,
    ...buildTree(rows, slots),
    resources: PersistentMap.from(resources),
    named: PersistentMap.from(gather(resources.values(), ({ name, id }) => [name, id])),
    ...buildMembers(rows.memberships),
    groups: PersistentMap.from(gather(rows.groups, ({ roleId, groupId }) => [roleId, groupId])),
    groupRoles: PersistentMap.from(gather(rows.groups, ({ roleId, groupId }) => [groupId, roleId])),
  });
}

function buildTree(rows: AuthorityRows, slots: ResourceSlots): Pick<Parts, 'nodes' | 'rootId'> {
  const roles = new Map([...rows.roles].map((role) => [role.id, role]));
  const root = [...roles.values()].find(({ parentId }) => parentId === NO_PARENT);
  if (root === undefined) throw new Error(`client ${rows.clientId} has no root role`);
  const children = gather(roles.values(), ({ parentId, id }) => [parentId, id]);
  const links = gather(rows.links, ({ roleId, resourceId }): [number, [number, boolean]] => [roleId, [resourceId, true]]);
  const empty = ResourceSet.empty(slots);
  const node = (role: Role): RoleNode => ({
    role,
    children: children.get(role.id) ?? [],
    resources: empty.with(links.get(role.id) ?? []),
  });
  return { rootId: root.id, nodes: PersistentMap.from(new Map([...roles].map(([id, role]) => [id, node(role)]))) };
}

function buildMembers(rows: Iterable<Membership>): Pick<Parts, 'members' | 'memberships' | 'administrators'> {
  const byRole = new Map<number, Map<string, Membership>>();
  const byUser = new Map<string, Membership[]>();
  const administrators = new Map<number, Membership[]>();
  for (const membership of rows) {
    const { roleId, userId } = membership;
    const members = byRole.get(roleId);
    if (members === undefined) byRole.set(roleId, new Map([[userId, membership]]));
    else members.set(userId, membership);
    const held = byUser.get(userId);
    if (held === undefined) byUser.set(userId, [membership]);
    else held.push(membership);
    if (membership.type !== 'normal') administrators.set(roleId, [...(administrators.get(roleId) ?? []), membership]);
  }
  const members = new Map<number, PersistentMap<string, Membership>>();
  for (const [roleId, inside] of byRole) members.set(roleId, PersistentMap.from(inside));
  return {
    members: PersistentMap.from(members),
    memberships: PersistentMap.from(byUser),
    administrators: PersistentMap.from(administrators),
  };
}

function gather<T, K, V>(rows: Iterable<T>, pair: (row: T) => readonly [K, V]): Map<K, V[]> {
  const gathered = new Map<K, V[]>();
  for (const row of rows) {
    const [key, value] = pair(row);
    const values = gathered.get(key);
    if (values === undefined) gathered.set(key, [value]);
    else values.push(value);
  }
  return gathered;
}
