import { asOf, changeQuery, groupNames, type RoleGroupWire, roleGroupListWire } from '@hufu/contract';
import { z } from 'zod';
import { notFound, refuse } from '../../api-failure.ts';
import { type ApiCall, type ApiRoute, apiRoute } from '../../api-route.ts';
import { findGroups } from '../../named/find-groups.ts';
import { pathId } from '../../named/path-id.ts';
import { requireSomeRole, viewOf } from '../../visibility.ts';

const CALLERS = ['token', 'client', 'session'] as const;
const WRITE = {
  scope: 'role-user:write',
  callers: CALLERS,
  path: '/roleGroups/:role_id',
  query: changeQuery,
  body: groupNames,
  answer: z.int(),
} as const;

const read: ApiRoute = apiRoute({
  method: 'GET',
  scope: 'role-user:read',
  callers: CALLERS,
  path: '/roleGroups/:role_id',
  query: z.object({ at: asOf }),
  answer: roleGroupListWire,
  summary: 'The groups in a role, to its administrators.',
  handle: async (call): Promise<readonly RoleGroupWire[]> => {
    const roleId = pathId(call, 'role_id');
    const view = await viewOf(call, requireSomeRole);
    if (!view.hasRole(roleId)) notFound('role_id');
    const groups = await findGroups(
      call.context,
      [...view.state.groupsOf(roleId)].map(({ groupId }) => groupId),
    );
    return groups.map(({ name }) => ({ role_id: roleId, group: name }));
  },
});

const add: ApiRoute = apiRoute({
  ...WRITE,
  method: 'POST',
  summary: 'Puts groups into a role, by name: a root super may; answers how many are new in it.',
  handle: async (call) => {
    const { roleId, groupIds } = await namedGroups(call);
    return call.change({ kind: 'add_groups', roleId, groupIds }, ({ decision }) => decision.effects.length);
  },
});

const remove: ApiRoute = apiRoute({
  ...WRITE,
  method: 'DELETE',
  summary: 'Takes groups out of a role, by name: a root super may; answers how many were in it.',
  handle: async (call) => {
    const { roleId, groupIds } = await namedGroups(call);
    return call.change({ kind: 'remove_groups', roleId, groupIds }, ({ decision }) => decision.effects.length);
  },
});

/** `/roleGroups`: groups as members of roles. */
export const roleGroupRoutes: readonly ApiRoute[] = [read, add, remove];

/** The groups that a body names; only a root super learns here which exist. */
async function namedGroups(call: ApiCall<unknown, readonly string[]>): Promise<{ roleId: number; groupIds: number[] }> {
  const roleId = pathId(call, 'role_id');
  const view = await viewOf(call);
  if (!view.hasRole(roleId)) notFound('role_id');
  if (!view.isRootSuper) refuse('only a super of the root role puts groups into a role or takes them out (rule 9)');
  const groupIds = await call.context.storage.read(async ({ groups }) => {
    const found: number[] = [];
    for (const name of new Set(call.body)) found.push((await groups.findByName(name))?.id ?? notFound('group'));
    return found;
  });
  return { roleId, groupIds };
}
