import type { MembershipWish } from '../../authority/change.ts';
import { invalid, notFound } from '../api-failure.ts';
import type { ApiCall } from '../api-route.ts';
import { findUsers } from '../find-users.ts';
import { viewOf } from '../visibility.ts';
import { namedRoleId } from './path-id.ts';

/** A membership as a body names it: the path may name the role, and the user may be spelled in another case. */
export type NamedMembership = Omit<MembershipWish, 'roleId'> & { readonly roleId?: number | undefined };

/**
 * The memberships that a call names, their users spelled as their own. Throws `ApiFailure` for a role that is named twice
 * differently or is out of reach, and only then for users who do not exist: nobody else learns who does.
 */
export async function membershipsNamed(
  call: ApiCall<{ readonly role_id?: number | undefined }, unknown>,
  named: readonly NamedMembership[],
): Promise<MembershipWish[]> {
  const ofCall = namedRoleId(call);
  const placed = named.map((one) => ({ ...one, roleId: roleOf(one.roleId, ofCall) }));
  const view = await viewOf(call);
  if (!placed.every(({ roleId }) => view.hasRole(roleId))) notFound('role_id');
  const users = await findUsers(
    call.context,
    placed.map(({ userId }) => userId),
  );
  return placed.map((one) => ({ ...one, userId: users.get(one.userId)?.id ?? notFound('user_id') }));
}

function roleOf(inBody: number | undefined, ofCall: number | undefined): number {
  if (inBody !== undefined && ofCall !== undefined && inBody !== ofCall) return invalid('role_id', 'is named twice, differently');
  return inBody ?? ofCall ?? invalid('role_id', 'is missing');
}
