import type { AuthorityState } from './authority-state.ts';
import type { Actor } from './change.ts';
import { rightsOf } from './delegation/rights.ts';
import { isAtLeast, isCurrent } from './effective-type.ts';
import { rolesBelow } from './state/role-tree.ts';

/** What an actor sees of one client's roles and people (contract/authority.md §3); anything else is answered as unknown. */
export interface Reach {
  /** A root super: nothing of the client is hidden. */
  readonly isRootSuper: boolean;
  hasRole(roleId: number): boolean;
  /** Ids of all roles within reach, parents before children. */
  roleIds(): number[];
  /** Whether the user is in a role within reach, by name or by a group, or is the actor. To a root super everyone is visible. */
  hasUser(userId: string): boolean;
  /** Whether the actor is a super of a role strictly above, or of the root: they see and change its links. */
  isSuperAbove(roleId: number): boolean;
}

/** Answers what the actor reaches at `now`, in milliseconds since 1970. */
export function reachOf(state: AuthorityState, actor: Actor, now: number): Reach {
  const rights = rightsOf(state, actor, now);
  const { isRootSuper } = rights;
  return {
    isRootSuper,
    hasRole: rights.reaches,
    roleIds: () => [
      ...(actor.kind === 'user'
        ? administeredRoles(state, actor.name, now)
        : rolesBelow(state, isRootSuper ? [state.rootId] : [])),
    ],
    hasUser: (userId) => isRootSuper || userId === rights.self || isInRole(state, userId, { now, within: rights.reaches }),
    isSuperAbove: (roleId) => {
      const parentId = state.role(roleId)?.parentId;
      return parentId !== undefined && (isRootSuper || rights.at(parentId).super > 0);
    },
  };
}

/** Ids of the roles at or below those where the user is `admin` or `super`, parents before children. */
export function administeredRoles(state: AuthorityState, userId: string, now: number): Set<number> {
  return rolesBelow(state, state.isActive(userId) ? administeredBy(state, userId, now) : []);
}

/** Ids of the roles where the user is stored as `admin` or `super` at `now`, active or not. */
export function* administeredBy(state: AuthorityState, userId: string, now: number): Generator<number> {
  for (const held of state.membershipsOfUser(userId)) {
    if (isAtLeast(held.type, 'admin') && isCurrent(held, now)) yield held.roleId;
  }
}

function isInRole(
  state: AuthorityState,
  userId: string,
  { now, within }: { readonly now: number; readonly within: (roleId: number) => boolean },
): boolean {
  for (const held of state.membershipsOfUser(userId)) if (isCurrent(held, now) && within(held.roleId)) return true;
  for (const { roleId } of state.groupRolesOfUser(userId)) if (within(roleId)) return true;
  return false;
}
