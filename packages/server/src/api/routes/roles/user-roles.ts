import {
  membershipsQuery,
  type RoleTypeWire,
  type RoleUserWire,
  roleListWire,
  roleUserListWire,
  type UserRolesQuery,
  userRolesQuery,
} from '@hufu/contract';
import type { AuthorityState } from '../../../authority/authority-state.ts';
import { isAtLeast, isCurrent } from '../../../authority/effective-type.ts';
import type { RoleType } from '../../../authority/model.ts';
import { type ApiRoute, apiRoute } from '../../api-route.ts';
import { findUsers } from '../../find-users.ts';
import { askedUser } from '../../named/asked-user.ts';
import { relatedRoles } from '../../named/related-roles.ts';
import { requireAdministrator, type View, viewOf } from '../../visibility.ts';
import { membershipWire } from '../../wire/membership-wire.ts';

const CALLERS = ['token', 'client', 'session'] as const;

const ofUser: ApiRoute = apiRoute({
  method: 'GET',
  scope: 'role:read',
  callers: CALLERS,
  path: '/userRoles',
  query: userRolesQuery,
  answer: roleListWire,
  summary:
    'The roles of a user, to themself and to the client: those they are in with at least `role_type`, with `is_all` all below, ' +
    'with `is_route` also the way up to the root, without `role_type`.',
  handle: async (call) => {
    const view = await viewOf(call);
    const userId = await askedUser(call, view);
    const types = typesOf(view, userId, call.query);
    const ids = call.query.is_route === true ? withWayUp(view.state, types.keys()) : types.keys();
    const roleIds = [...ids].sort((one, other) => one - other);
    const holds = (roleId: number): boolean => types.has(roleId);
    return relatedRoles(call, { view, roleIds, typeOf: (roleId) => types.get(roleId), holds });
  },
});

const memberships: ApiRoute = apiRoute({
  method: 'GET',
  scope: 'role-user:read',
  callers: CALLERS,
  path: '/userRoles/users',
  query: membershipsQuery,
  answer: roleUserListWire,
  summary: 'The memberships of users in the roles within reach of an administrator, and those of the caller.',
  handle: async (call): Promise<readonly RoleUserWire[]> => {
    const view = await viewOf(call, requireAdministrator);
    const users = await findUsers(call.context, call.query.user_ids);
    const ids = new Set([...users.values()].map(({ id }) => id));
    return [...ids].flatMap((userId) =>
      [...view.state.membershipsOfUser(userId)]
        .filter((held) => isCurrent(held, view.moment) && (view.hasRole(held.roleId) || userId === view.self))
        .map(membershipWire),
    );
  },
});

/** `/userRoles`: the roles of users. */
export const userRoleRoutes: readonly ApiRoute[] = [ofUser, memberships];

/** The roles of the user that are asked for, each with what the user counts as in it (contract/authority.md §2, rule 6). */
function typesOf(view: View, userId: string, query: UserRolesQuery): ReadonlyMap<number, RoleType> {
  const least: RoleTypeWire = query.role_type === undefined || query.role_type === '' ? 'normal' : query.role_type;
  const direct = new Map([...view.rolesOf(userId)].filter(([, type]) => isAtLeast(type, least)));
  return query.is_all === true ? withAllBelow(view.state, direct) : direct;
}

/** Hands types down the tree; a role is walked again only where more arrives than was known. */
function withAllBelow(state: AuthorityState, direct: ReadonlyMap<number, RoleType>): ReadonlyMap<number, RoleType> {
  const types = new Map<number, RoleType>();
  const open = [...direct];
  for (const [roleId, type] of open) {
    const known = types.get(roleId);
    if (known !== undefined && isAtLeast(known, type)) continue;
    types.set(roleId, type);
    for (const child of state.childrenOf(roleId)) open.push([child, type]);
  }
  return types;
}

function withWayUp(state: AuthorityState, roleIds: Iterable<number>): ReadonlySet<number> {
  const found = new Set(roleIds);
  for (const id of found) {
    const parent = state.role(state.role(id)?.parentId ?? id);
    if (parent !== undefined) found.add(parent.id);
  }
  return found;
}
