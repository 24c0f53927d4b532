import { personalSecretWire, type UserWire, userOrUsersWire, userQuery, userWire as userSchema } from '@hufu/contract';
import { z } from 'zod';
import { generatePersonalSecret } from '../../../identity/user/personal-secret.ts';
import { foldUserId, type User } from '../../../identity/user/user.ts';
import { invalid, notFound, refuse } from '../../api-failure.ts';
import { type ApiCall, type ApiRoute, apiRoute } from '../../api-route.ts';
import { findUsers } from '../../find-users.ts';
import { pathUserId } from '../../named/path-id.ts';
import { requireAdministrator, viewThrough } from '../../visibility.ts';
import { contactsShownTo, EVERY_CONTACT } from '../../wire/contact-fields.ts';
import { userWire } from '../../wire/user-wire.ts';

const MOST = 10_000;

const own: ApiRoute = apiRoute({
  method: 'GET',
  path: '/user',
  scope: 'user:read',
  callers: ['token', 'session'],
  anyClientId: true,
  query: userQuery,
  answer: userOrUsersWire,
  summary: 'The caller; with `client_id`, the users of that client within reach of an administrator.',
  handle: async (call) => {
    const self = selfOf(call);
    const { client_id: clientId } = call.query;
    if (clientId === undefined) return userWire(self, EVERY_CONTACT);
    const { ownClientId } = call.caller;
    if (ownClientId !== undefined && ownClientId !== clientId) refuse('client_id is not the client of the caller');
    return usersOfClient(call, clientId);
  },
});

const byId: ApiRoute = apiRoute({
  method: 'GET',
  path: '/user/:user_id',
  scope: 'user:read',
  callers: ['token', 'session'],
  anyClientId: true,
  query: z.object({}),
  answer: userSchema,
  summary: 'The caller, by their own id.',
  handle: async (call) => {
    const self = selfOf(call);
    return foldUserId(pathUserId(call, 'user_id')) === foldUserId(self.id) ? userWire(self, EVERY_CONTACT) : notFound('user_id');
  },
});

const secret: ApiRoute = apiRoute({
  method: 'POST',
  path: '/user/secret/generate',
  scope: null,
  callers: ['session'],
  query: z.object({}),
  answer: personalSecretWire,
  summary: 'Makes a personal secret for command lines, shown this once; the one before stops working.',
  handle: async (call) => {
    const request = { userId: selfOf(call).id, origin: call.origin, now: call.now };
    const { storage, keys } = call.context;
    const made = await storage.transact((stores) => generatePersonalSecret(stores, keys, request));
    return { secret: made ?? refuse('the user is not active') };
  },
});

/** `/user`: the person who calls. */
export const ownUserRoutes: readonly ApiRoute[] = [own, byId, secret];

function selfOf({ caller }: ApiCall<unknown, unknown>): User {
  return caller.user ?? refuse('a client is no user');
}

async function usersOfClient(call: ApiCall<unknown, unknown>, clientId: number): Promise<readonly UserWire[]> {
  const { context, caller, now } = call;
  const state = (await context.authorities.state({ clientId })) ?? notFound('client_id');
  const view = viewThrough({ state, today: state, caller, now, at: undefined });
  requireAdministrator(view);
  call.answeredAt(state.epoch);
  const ids = [...state.users()].filter((userId) => view.hasUser(userId)).sort();
  if (ids.length > MOST) invalid('client_id', `there are more than ${MOST} users; ask for pages by GET /users`);
  const users = await findUsers(context, ids);
  const shows = await contactsShownTo(call, view);
  return ids.flatMap((id) => users.get(id) ?? []).map((user) => userWire(user, shows));
}
