import { checkResourceQuery, resourceListWire, userResourcesQuery } from '@hufu/contract';
import { z } from 'zod';
import { effectivePermissions, holdsResourceNamed } from '../../authority/effective-permissions.ts';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import { findUsers } from '../find-users.ts';
import { askedUser } from '../named/asked-user.ts';
import { viewOf } from '../visibility.ts';
import { resourceWire } from '../wire/resource-wire.ts';

const ofUser: ApiRoute = apiRoute({
  method: 'GET',
  scope: 'resource:read',
  callers: ['token', 'client', 'session'],
  path: '/userResources',
  query: userResourcesQuery,
  answer: resourceListWire,
  summary: 'The resources that a user holds, to themself and to the client.',
  handle: async (call) => {
    const view = await viewOf(call);
    const userId = await askedUser(call, view);
    const held = [...effectivePermissions(view.state, userId, view.moment)].sort((one, other) => one - other);
    return held.flatMap((id) => view.state.resource(id) ?? []).map((resource) => resourceWire(resource));
  },
});

const check: ApiRoute = apiRoute({
  method: 'GET',
  scope: null,
  callers: ['client'],
  path: '/checkResource',
  query: checkResourceQuery,
  answer: z.boolean(),
  summary: 'Whether a user holds any resource of a name; `false` for whoever and whatever does not exist.',
  handle: async (call) => {
    const state = await call.state();
    const { user_id: userId, resource_name: name } = call.query;
    // The database is asked only where the id is not spelled as someone's own.
    const own = state.isActive(userId) ? userId : ((await findUsers(call.context, [userId])).get(userId)?.id ?? userId);
    return holdsResourceNamed(state, { userId: own, name }, call.now);
  },
});

/** `/userResources` and `/checkResource`: what users hold. */
export const effectiveRoutes: readonly ApiRoute[] = [ofUser, check];
