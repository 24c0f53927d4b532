import type { AuthorityState } from './authority-state.ts';
import type { Membership, RoleType } from './model.ts';
import { pathToRoot } from './role-tree.ts';

const ORDER: Readonly<Record<RoleType, number>> = { normal: 0, admin: 1, super: 2 };

/** Whether `type` has what `least` has (contract/authority.md §2 rule 6). */
export function isAtLeast(type: RoleType, least: RoleType): boolean {
  return ORDER[type] >= ORDER[least];
}

/** Whether the membership counts at `now`, in milliseconds since 1970: it ends at the very moment it names. */
export function isCurrent(membership: Pick<Membership, 'expiresAt'>, now: number): boolean {
  return membership.expiresAt === null || membership.expiresAt > now;
}

/** The stored membership, unless it has expired. */
export function currentMembership(
  state: AuthorityState,
  { roleId, userId }: Pick<Membership, 'roleId' | 'userId'>,
  now: number,
): Membership | undefined {
  const membership = state.membership(roleId, userId);
  return membership !== undefined && isCurrent(membership, now) ? membership : undefined;
}

/**
 * What the user counts as in the role: the highest of their own type there and the types inherited from above, by groups too
 * (contract/authority.md §2 rules 6 and 9). `undefined`: no member, or not active.
 */
export function effectiveType(
  state: AuthorityState,
  { roleId, userId }: Pick<Membership, 'roleId' | 'userId'>,
  now: number,
): RoleType | undefined {
  if (!state.isActive(userId)) return undefined;
  const path = pathToRoot(state, roleId);
  const types = path.flatMap((id) => currentMembership(state, { roleId: id, userId }, now)?.type ?? []);
  const byGroup = new Set([...state.groupRolesOfUser(userId)].map((group) => group.roleId));
  if (path.some((id) => byGroup.has(id))) types.push('normal');
  return types.reduce<RoleType | undefined>(
    (high, type) => (high !== undefined && isAtLeast(high, type) ? high : type),
    undefined,
  );
}
