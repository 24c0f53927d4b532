import { restoration, restoreQuery } from '@hufu/contract';
import type { AuthorityState } from '../../../authority/authority-state.ts';
import { restorePlan } from '../../../authority/restore/restore-plan.ts';
import { subtree } from '../../../authority/state/role-tree.ts';
import { invalid, notFound } from '../../api-failure.ts';
import { type ApiCall, type ApiRoute, apiRoute } from '../../api-route.ts';
import { failureOf, nameOf } from '../../dispatch/call.ts';
import { findGroups } from '../../named/find-groups.ts';
import { pathId } from '../../named/path-id.ts';
import { requireScope, requireSomeRole, viewOf } from '../../visibility.ts';
import { impactWire } from '../../wire/impact-wire.ts';

const ROUTE = { method: 'POST', path: '/roles/:role_id/restore' } as const;

const restore: ApiRoute = apiRoute({
  ...ROUTE,
  scope: 'role:write',
  callers: ['token', 'client', 'session'],
  query: restoreQuery,
  answer: restoration,
  summary: 'Puts a role and all below it back as it was, change by change under the rights of today; all of it or nothing.',
  handle: async (call) => {
    // What it changes beside roles needs the scope of that too.
    requireScope(call.caller, 'role-user:write');
    requireScope(call.caller, 'role-resource:write');
    if (call.query.at > call.now) invalid('at', 'must not lie in the future');
    const roleId = pathId(call, 'role_id');
    const { state: then, hasRole } = await viewOf(call, requireSomeRole);
    if (!hasRole(roleId)) notFound('role_id');
    return answer(call, { then, roleId, groups: await groupsThere(call, then, roleId) });
  },
});

/** `/roles/:role_id/restore`: a part of the tree as it was. */
export const restoreRoutes: readonly ApiRoute[] = [restore];

async function answer(
  call: ApiCall<unknown, unknown>,
  about: { readonly then: AuthorityState; readonly roleId: number; readonly groups: ReadonlySet<number> },
): Promise<unknown> {
  const { context, caller, origin, now, dryRun } = call;
  const { then, roleId, groups } = about;
  const restored = { then, roleId, now, hasGroup: (groupId: number) => groups.has(groupId) };
  const plan = (state: AuthorityState): ReturnType<typeof restorePlan> => restorePlan(restored, state);
  const request = { clientId: call.clientId(), actor: caller.actor, origin, call: nameOf(restore), now, dryRun, plan };
  const outcome = (await context.authorities.changeBySteps(request)) ?? notFound('client_id');
  call.answeredAt(outcome.kind === 'refused' ? outcome.epoch : outcome.after.epoch);
  if (outcome.kind === 'refused') throw failureOf(outcome.decision);
  return dryRun ? impactWire(outcome, caller, now) : { changes: outcome.steps };
}

async function groupsThere(
  { context }: Pick<ApiCall, 'context'>,
  then: AuthorityState,
  roleId: number,
): Promise<ReadonlySet<number>> {
  const ids = subtree(then, roleId).flatMap((id) => [...then.groupsOf(id)].map(({ groupId }) => groupId));
  return new Set((await findGroups(context, ids)).map(({ id }) => id));
}
