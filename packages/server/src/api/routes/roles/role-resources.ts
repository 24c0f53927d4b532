import { changeQuery, ofRoleQuery, type RoleResourceWire, resourceIds, roleResourceListWire } from '@hufu/contract';
import type { Effect } from '../../../authority/change.ts';
import { notFound, refuse } from '../../api-failure.ts';
import { type ApiRoute, apiRoute, type Changed } from '../../api-route.ts';
import { requireFewRelations } from '../../named/few-relations.ts';
import { namedRoleId, pathId } from '../../named/path-id.ts';
import { requireRootSuper, requireSomeRole, type View, viewOf } from '../../visibility.ts';

const CALLERS = ['token', 'client', 'session'] as const;
const WRITE = {
  scope: 'role-resource:write',
  callers: CALLERS,
  path: '/roleResources/:role_id',
  query: changeQuery,
  body: resourceIds,
  answer: roleResourceListWire,
} as const;

const read: ApiRoute = apiRoute({
  method: 'GET',
  scope: 'role-resource:read',
  callers: CALLERS,
  path: '/roleResources/:role_id?',
  query: ofRoleQuery,
  answer: roleResourceListWire,
  summary: 'The resources that a role holds, to a super strictly above it; those of all roles, to a root super.',
  handle: async (call) => {
    const roleId = namedRoleId(call);
    const view = await viewOf(call, roleId === undefined ? requireRootSuper : requireSomeRole);
    if (roleId !== undefined) requireSuperAbove(view, roleId);
    const roleIds = roleId === undefined ? view.roleIds() : [roleId];
    requireFewRelations(roleIds, 'role_id', (id) => view.state.resourcesOf(id).size);
    return roleIds.flatMap((id) => linksOf(view.state.resourcesOf(id), id));
  },
});

const add: ApiRoute = apiRoute({
  ...WRITE,
  method: 'POST',
  summary: 'Links resources to a role; answers the links that are new, those of roles above it included.',
  handle: async (call) => {
    const roleId = pathId(call, 'role_id');
    return call.change({ kind: 'link', roleId, resourceIds: call.body }, (changed) => touched(changed, 'link_begins'));
  },
});

const replace: ApiRoute = apiRoute({
  ...WRITE,
  method: 'PUT',
  summary: 'Makes a role hold exactly these resources; answers its links.',
  handle: async (call) => {
    const roleId = pathId(call, 'role_id');
    const change = { kind: 'replace_links', roleId, resourceIds: call.body } as const;
    return call.change(change, ({ after }) => linksOf(after.resourcesOf(roleId), roleId));
  },
});

const remove: ApiRoute = apiRoute({
  ...WRITE,
  method: 'DELETE',
  summary: 'Unlinks resources from a role and all below it; answers the links that ended.',
  handle: async (call) => {
    const roleId = pathId(call, 'role_id');
    return call.change({ kind: 'unlink', roleId, resourceIds: call.body }, (changed) => touched(changed, 'link_ends'));
  },
});

/** `/roleResources`: which role holds what. */
export const roleResourceRoutes: readonly ApiRoute[] = [read, add, replace, remove];

function requireSuperAbove(view: View, roleId: number): void {
  if (!view.hasRole(roleId)) notFound('role_id');
  if (!view.isSuperAbove(roleId)) refuse('only a super of a role strictly above may read the links of this role');
}

function linksOf(held: Iterable<number>, roleId: number): RoleResourceWire[] {
  return [...held].sort((one, other) => one - other).map((resourceId) => ({ role_id: roleId, resource_id: resourceId }));
}

/** Links of roles and resources that exist; none begins here together with its role or its resource. */
function touched({ decision }: Changed, kind: 'link_begins' | 'link_ends'): RoleResourceWire[] {
  return decision.effects.flatMap((effect: Effect) => {
    if (effect.kind !== kind || typeof effect.roleId !== 'number' || typeof effect.resourceId !== 'number') return [];
    return { role_id: effect.roleId, resource_id: effect.resourceId };
  });
}
