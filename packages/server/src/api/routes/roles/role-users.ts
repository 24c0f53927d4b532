import {
  ofRoleChangeQuery,
  ofRoleQuery,
  type RoleUserWire,
  type RoleUserWish,
  roleUserChange,
  roleUserKeys,
  roleUserListWire,
  roleUserWire,
  roleUserWishes,
} from '@hufu/contract';
import { z } from 'zod';
import { notFound } from '../../api-failure.ts';
import { type ApiRoute, apiRoute } from '../../api-route.ts';
import { requireFewRelations } from '../../named/few-relations.ts';
import { membershipsNamed, type NamedMembership } from '../../named/named-memberships.ts';
import { namedRoleId } from '../../named/path-id.ts';
import { requireRootSuper, requireSomeRole, viewOf } from '../../visibility.ts';
import { membershipWire } from '../../wire/membership-wire.ts';

const CALLERS = ['token', 'client', 'session'] as const;
const WRITE = { scope: 'role-user:write', callers: CALLERS, query: ofRoleChangeQuery } as const;
const HOW_MANY = z.int();

const read: ApiRoute = apiRoute({
  method: 'GET',
  scope: 'role-user:read',
  callers: CALLERS,
  path: '/roleUsers/:role_id?',
  query: ofRoleQuery,
  answer: roleUserListWire,
  summary: 'The memberships of a role, to its administrators; of all roles, to a root super.',
  handle: async (call): Promise<readonly RoleUserWire[]> => {
    const roleId = namedRoleId(call);
    const view = await viewOf(call, roleId === undefined ? requireRootSuper : requireSomeRole);
    if (roleId !== undefined && !view.hasRole(roleId)) notFound('role_id');
    const roleIds = roleId === undefined ? view.roleIds() : [roleId];
    const members = new Map(roleIds.map((id) => [id, view.members(id)]));
    requireFewRelations(roleIds, 'role_id', (id) => members.get(id)?.length ?? 0);
    return [...members.values()].flat().map(membershipWire);
  },
});

const add: ApiRoute = apiRoute({
  ...WRITE,
  method: 'POST',
  path: '/roleUsers/:role_id?',
  body: roleUserWishes,
  answer: HOW_MANY,
  summary: 'Adds members to roles whose administrator the caller is; answers how many.',
  handle: async (call) => {
    const memberships = await membershipsNamed(call, call.body.map(wishOf));
    const howMany = new Set(memberships.map(({ roleId, userId }) => `${roleId} ${userId}`)).size;
    return call.change({ kind: 'set_memberships', memberships }, () => howMany);
  },
});

const change: ApiRoute = apiRoute({
  ...WRITE,
  method: 'PUT',
  path: '/roleUsers/:role_id?',
  body: roleUserChange,
  answer: z.union([roleUserWire, roleUserListWire]),
  summary: 'Changes memberships, or makes them; answers the membership, or the list where a list was sent.',
  handle: async (call) => {
    const entries = [call.body].flat();
    const memberships = await membershipsNamed(call, entries.map(wishOf));
    return call.change({ kind: 'set_memberships', memberships }, ({ after }) => {
      const wire = memberships.flatMap(({ roleId, userId }) => after.membership(roleId, userId) ?? []).map(membershipWire);
      return Array.isArray(call.body) ? wire : wire[0];
    });
  },
});

const remove: ApiRoute = apiRoute({
  ...WRITE,
  method: 'DELETE',
  path: '/roleUsers/:role_id?',
  body: roleUserKeys,
  answer: HOW_MANY,
  summary: 'Ends memberships: `["user"]` of one role, or `[{role_id, user_id}]`; answers how many ended.',
  handle: async (call) => {
    const keys = call.body.map((key) =>
      typeof key === 'string' ? { userId: key } : { roleId: key.role_id, userId: key.user_id },
    );
    const memberships = await membershipsNamed(call, keys);
    return call.change({ kind: 'end_memberships', memberships }, ({ decision }) => {
      return decision.effects.filter(({ kind }) => kind === 'membership_ends').length;
    });
  },
});

/** `/roleUsers`: who is in which role. */
export const roleUserRoutes: readonly ApiRoute[] = [read, add, change, remove];

function wishOf({ role_id: roleId, user_id: userId, role_type: type, expires_at: expiresAt }: RoleUserWish): NamedMembership {
  return { roleId, userId, type, expiresAt };
}
