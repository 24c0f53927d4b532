import { roleListWire, roleTreeQuery } from '@hufu/contract';
import { subtree } from '../../../authority/state/role-tree.ts';
import { notFound } from '../../api-failure.ts';
import { type ApiRoute, apiRoute } from '../../api-route.ts';
import { relatedRoles } from '../../named/related-roles.ts';
import { requireAdministrator, viewOf } from '../../visibility.ts';

const read: ApiRoute = apiRoute({
  method: 'GET',
  scope: 'role:read',
  callers: ['token', 'client', 'session'],
  path: '/roleTree',
  query: roleTreeQuery,
  answer: roleListWire,
  summary: 'A role (the root when none is named) and, with `relate_children` or `is_tree`, everything below it.',
  handle: async (call) => {
    const view = await viewOf(call, requireAdministrator);
    const { role_id: roleId = view.state.rootId, is_tree: isTree, relate_children: withChildren = isTree } = call.query;
    if (!view.hasRole(roleId)) notFound('role_id');
    // What is below a role within reach is within reach too.
    const roleIds = withChildren === true ? subtree(view.state, roleId).sort((one, other) => one - other) : [roleId];
    return relatedRoles(call, { view, roleIds });
  },
});

/** `/roleTree`: a part of the tree. */
export const roleTreeRoutes: readonly ApiRoute[] = [read];
