import type { AuthorityState } from './authority-state.ts';
import type { Membership, RoleType } from './model.ts';

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
  return effectiveTypes(state, userId, now)(roleId);
}

/** As `effectiveType`, of many roles of one user: each way up is walked once. */
export function effectiveTypes(state: AuthorityState, userId: string, now: number): (roleId: number) => RoleType | undefined {
  if (!state.isActive(userId)) return () => undefined;
  const own = new Map<number, RoleType>();
  for (const { roleId } of state.groupRolesOfUser(userId)) own.set(roleId, 'normal');
  for (const held of state.membershipsOfUser(userId)) if (isCurrent(held, now)) own.set(held.roleId, held.type);
  const known = new Map<number, RoleType | undefined>();
  return (roleId) => {
    const climbed: number[] = [];
    let role = state.role(roleId);
    while (role !== undefined && !known.has(role.id)) {
      climbed.push(role.id);
      role = state.role(role.parentId);
    }
    let type = role === undefined ? undefined : known.get(role.id);
    for (const id of climbed.reverse()) {
      type = higher(type, own.get(id));
      known.set(id, type);
    }
    return type;
  };
}

function higher(one: RoleType | undefined, other: RoleType | undefined): RoleType | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return isAtLeast(one, other) ? one : other;
}
