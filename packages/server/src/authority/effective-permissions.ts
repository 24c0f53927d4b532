import type { AuthorityState } from './authority-state.ts';
import { isCurrent } from './effective-type.ts';
import { ResourceSet } from './state/resource-set.ts';

/** What is asked about. */
export interface Holding {
  readonly userId: string;
  readonly resourceId: number;
}

/**
 * Ids of the roles that the user is in by name or by a group at `now`, in milliseconds since 1970, active or not; a role can come
 * twice. Those below are not listed: they hold nothing more (contract/authority.md §2 rule 5).
 */
export function* rolesOfUser(state: AuthorityState, userId: string, now: number): Generator<number> {
  for (const membership of state.membershipsOfUser(userId)) if (isCurrent(membership, now)) yield membership.roleId;
  for (const { roleId } of state.groupRolesOfUser(userId)) yield roleId;
}

/** Ids of the resources that the user holds, none for one who is not active: the effective permissions of contract/authority.md §2. */
export function effectivePermissions(state: AuthorityState, userId: string, now: number): ReadonlySet<number> {
  return resourcesOfRoles(state, state.isActive(userId) ? rolesOfUser(state, userId, now) : []);
}

/** Ids of what any of these roles holds. */
export function resourcesOfRoles(state: AuthorityState, roleIds: Iterable<number>): ReadonlySet<number> {
  return ResourceSet.union([...new Set(roleIds)].map((roleId) => state.resourcesOf(roleId)));
}

/** Whether the user holds the resource. Costs as much as the user has memberships, whatever else there is. */
export function holdsResource(state: AuthorityState, { userId, resourceId }: Holding, now: number): boolean {
  if (!state.isActive(userId)) return false;
  // Not by `rolesOfUser`: this is asked tens of thousands of times a second.
  for (const membership of state.membershipsOfUser(userId)) {
    if (isCurrent(membership, now) && state.resourcesOf(membership.roleId).has(resourceId)) return true;
  }
  for (const { roleId } of state.groupRolesOfUser(userId)) if (state.resourcesOf(roleId).has(resourceId)) return true;
  return false;
}

/** Whether the user holds any resource of that name (contract/authority.md §1). */
export function holdsResourceNamed(
  state: AuthorityState,
  { userId, name }: { readonly userId: string; readonly name: string },
  now: number,
): boolean {
  const ids = state.resourcesNamed(name);
  if (ids.length <= FEW) return ids.some((resourceId) => holdsResource(state, { userId, resourceId }, now));
  return state.isActive(userId) && holdsAny(state, rolesOfUser(state, userId, now), state.namesakes(name));
}

/** Of how many namesakes each is asked about by itself. */
const FEW = 8;

function holdsAny(state: AuthorityState, roleIds: Iterable<number>, wanted: ReadonlySet<number>): boolean {
  for (const roleId of roleIds) if (ResourceSet.intersect(state.resourcesOf(roleId), wanted)) return true;
  return false;
}

/** Ids of the users who hold any of these resources. */
export function usersHoldingAny(state: AuthorityState, wanted: ReadonlySet<number>, now: number): Set<string> {
  const holds = (roleId: number): boolean => ResourceSet.intersect(state.resourcesOf(roleId), wanted);
  const holders = holds(state.rootId) ? [state.rootId] : [];
  const users = new Set<string>();
  for (const roleId of holders) {
    for (const userId of usersInRole(state, roleId, now)) users.add(userId);
    for (const child of state.childrenOf(roleId)) if (holds(child)) holders.push(child);
  }
  return users;
}

/** Ids of the active users who are in this very role, by name or by a group; a user can come twice. */
export function* usersInRole(state: AuthorityState, roleId: number, now: number): Generator<string> {
  for (const membership of state.membershipsOf(roleId)) {
    if (isCurrent(membership, now) && state.isActive(membership.userId)) yield membership.userId;
  }
  for (const { groupId } of state.groupsOf(roleId)) {
    for (const userId of state.usersOfGroup(groupId)) if (state.isActive(userId)) yield userId;
  }
}
