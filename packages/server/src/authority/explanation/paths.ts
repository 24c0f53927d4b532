import type { AuthorityState } from '../authority-state.ts';
import type { Holding } from '../effective-permissions.ts';
import { isCurrent } from '../effective-type.ts';
import type { RoleType } from '../model.ts';

/** How many inherited roles a path names. */
const NAMED = 20;

/** One way in which a user holds a resource: a membership, own or by a group, of a role that holds it. */
export interface HoldingPath {
  readonly roleId: number;
  readonly type: RoleType;
  /** Milliseconds since 1970; `null`: without an end, as with every group. */
  readonly expiresAt: number | null;
  /** The group by which; `undefined`: the user is a member by name. */
  readonly groupId: number | undefined;
  /** Roles below, which the membership reaches too, that hold the resource: how many, and the first from the top. */
  readonly inherited: { readonly count: number; readonly first: readonly number[] };
}

/** Every way in which the user holds the resource at `now`, or would if active. */
export function pathsOf(state: AuthorityState, { userId, resourceId }: Holding, now: number): HoldingPath[] {
  const counts = (roleId: number): boolean => state.resourcesOf(roleId).has(resourceId);
  const own = [...state.membershipsOfUser(userId)].filter((held) => isCurrent(held, now) && counts(held.roleId));
  const byGroup = [...state.groupRolesOfUser(userId)].filter(({ roleId }) => counts(roleId));
  const below = (roleId: number): HoldingPath['inherited'] => inheritedHolders(state, roleId, resourceId);
  return [
    ...own.map(({ roleId, type, expiresAt }) => ({ roleId, type, expiresAt, groupId: undefined, inherited: below(roleId) })),
    ...byGroup.map(({ roleId, groupId }): HoldingPath => {
      return { roleId, type: 'normal', expiresAt: null, groupId, inherited: below(roleId) };
    }),
  ];
}

function inheritedHolders(state: AuthorityState, roleId: number, resourceId: number): HoldingPath['inherited'] {
  const holders = [roleId];
  for (const id of holders) {
    for (const child of state.childrenOf(id)) if (state.resourcesOf(child).has(resourceId)) holders.push(child);
  }
  return { count: holders.length - 1, first: holders.slice(1, NAMED + 1) };
}
