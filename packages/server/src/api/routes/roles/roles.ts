import {
  changeQuery,
  id as idSchema,
  newRole,
  roleBatchQuery,
  roleChange,
  roleDeletion,
  roleListWire,
  roleWire as roleSchema,
  roleSearchQuery,
  rolesQuery,
} from '@hufu/contract';
import { notFound } from '../../api-failure.ts';
import { type ApiRoute, apiRoute, type Changed } from '../../api-route.ts';
import { pathId, pathIds } from '../../named/path-id.ts';
import { relatedRoles } from '../../named/related-roles.ts';
import { requireAdministrator, viewOf } from '../../visibility.ts';
import { roleWire } from '../../wire/role-wire.ts';

const READ = { method: 'GET', scope: 'role:read', callers: ['token', 'client', 'session'] } as const;
const WRITE = { scope: 'role:write', callers: ['token', 'client', 'session'] } as const;

const list: ApiRoute = apiRoute({
  ...READ,
  path: '/roles',
  query: rolesQuery,
  answer: roleListWire,
  summary: 'The roles within reach of an administrator; with `is_tree` nested in `children`.',
  handle: async (call) => {
    const view = await viewOf(call, requireAdministrator);
    return relatedRoles(call, { view, roleIds: view.roleIds() });
  },
});

const search: ApiRoute = apiRoute({
  ...READ,
  path: '/roles/search',
  query: roleSearchQuery,
  answer: roleListWire,
  summary: 'The roles within reach whose name contains a text, in any case.',
  handle: async (call) => {
    const view = await viewOf(call, requireAdministrator);
    const wanted = call.query.role_name.toLowerCase();
    const named = (id: number): boolean => view.state.role(id)?.name.toLowerCase().includes(wanted) === true;
    return relatedRoles(call, { view, roleIds: view.roleIds().filter(named) });
  },
});

const batch: ApiRoute = apiRoute({
  ...READ,
  path: '/roles/batch',
  query: roleBatchQuery,
  answer: roleListWire,
  summary: 'The roles of these ids, in this order; all of them must be within reach.',
  handle: async (call) => {
    const view = await viewOf(call, requireAdministrator);
    const roleIds = call.query.role_ids;
    if (!roleIds.every((id) => view.hasRole(id))) notFound('role_ids');
    return relatedRoles(call, { view, roleIds });
  },
});

const add: ApiRoute = apiRoute({
  ...WRITE,
  method: 'POST',
  path: '/roles',
  query: changeQuery,
  body: newRole,
  answer: idSchema,
  summary: 'Adds a role below one where the caller is super; answers its id.',
  handle: async (call) => {
    const { name, description, parent_id: parentId } = call.body;
    return call.change({ kind: 'add_role', parentId, name, description }, newId);
  },
});

const insert: ApiRoute = apiRoute({
  ...WRITE,
  method: 'POST',
  path: '/roles/:role_id',
  query: changeQuery,
  body: newRole,
  answer: idSchema,
  summary: 'Inserts a role between a parent and some of its children; answers its id.',
  handle: async (call) => {
    const { name, description, parent_id: parentId } = call.body;
    const childIds = pathIds(call, 'role_id');
    return call.change({ kind: 'insert_role', parentId, childIds, name, description }, newId);
  },
});

const change: ApiRoute = apiRoute({
  ...WRITE,
  method: 'PUT',
  path: '/roles',
  query: changeQuery,
  body: roleChange,
  answer: roleSchema,
  summary: 'Renames a role that lies strictly below one where the caller is super; the root, only a root super.',
  handle: async (call) => {
    const { id: roleId, name, description } = call.body;
    if (!(await viewOf(call)).hasRole(roleId)) notFound('id');
    return call.change({ kind: 'change_role', roleId, name, description }, ({ after }) => {
      const role = after.role(roleId);
      return role === undefined ? notFound('id') : roleWire(role);
    });
  },
});

const remove: ApiRoute = apiRoute({
  ...WRITE,
  method: 'DELETE',
  path: '/roles/:role_id',
  query: changeQuery,
  answer: roleDeletion,
  summary: 'Deletes a role; its children move up to its parent, its memberships and links end.',
  handle: async (call) =>
    call.change({ kind: 'delete_role', roleId: pathId(call, 'role_id') }, (changed) => ({
      del_role_num: count(changed, 'role_ends'),
      del_role_resource_num: count(changed, 'link_ends'),
      del_role_user_num: count(changed, 'membership_ends'),
    })),
});

/** `/roles`: the roles of the tree, and what changes the tree. */
export const roleRoutes: readonly ApiRoute[] = [list, search, batch, add, insert, change, remove];

function newId({ newIds }: Changed): number | undefined {
  return newIds[0];
}

function count({ decision }: Changed, kind: Changed['decision']['effects'][number]['kind']): number {
  return decision.effects.filter((effect) => effect.kind === kind).length;
}
