import { passwordCheckWire, tokenCheckQuery, userWire as userSchema } from '@hufu/contract';
import { z } from 'zod';
import { deviceMac } from '../../../http/browser/server-macs.ts';
import { checkPassword } from '../../../identity/credentials/sign-in.ts';
import { foldUserId } from '../../../identity/user/user.ts';
import { parseClientId } from '../../../oauth/client/client-id.ts';
import { isOwnBearerToken } from '../../../oauth/tokens/access-token.ts';
import { liveAccessToken } from '../../../oauth/tokens/presented/live-access-token.ts';
import { ApiUnavailable, refuse } from '../../api-failure.ts';
import { type ApiRoute, apiRoute } from '../../api-route.ts';
import { viewOf } from '../../visibility.ts';
import { contactsShownTo } from '../../wire/contact-fields.ts';
import { userWire } from '../../wire/user-wire.ts';

const authenticate: ApiRoute = apiRoute({
  method: 'POST',
  path: '/user/auth',
  scope: null,
  callers: ['client'],
  formBody: true,
  query: z.object({}),
  body: passwordCheckWire,
  answer: userSchema,
  summary: 'Checks a password, with all of the sign-in’s protections, for a client with `check_password`; answers the user.',
  handle: async (call) => {
    const { body, caller, context, origin, now } = call;
    const { storage, hasher, keys } = context;
    const client = await storage.read(({ clients }) => clients.find(caller.ownClientId ?? 0));
    if (client?.rights.includes('check_password') !== true) refuse('this client has no right to check passwords');
    const claim = { ...body, deviceToken: undefined, origin, now };
    const verdict = await checkPassword({ storage, hasher, mac: deviceMac(keys) }, claim);
    switch (verdict.kind) {
      case 'signed_in':
        return userWire(verdict.user, await contactsShownTo(call, await viewOf(call)));
      case 'must_change_password':
        return refuse('the password must be changed at a sign-in first');
      case 'refused':
        return refuse('the user name or the password is wrong');
      case 'throttled':
        throw new ApiUnavailable('too many failed attempts; wait', Math.max(1, Math.ceil((verdict.retryAt - now) / 1000)));
    }
  },
});

const check: ApiRoute = apiRoute({
  method: 'GET',
  path: '/user/check',
  scope: null,
  callers: ['client'],
  anyClientId: true,
  query: tokenCheckQuery,
  answer: z.boolean(),
  summary: 'Whether an access token is live and belongs to that client and user; `false` for anything else.',
  handle: async ({ query, context, now }) => {
    const { access_token: presented, client_id: clientId, user_id: userId } = query;
    if (typeof presented !== 'string' || typeof clientId !== 'string' || typeof userId !== 'string') return false;
    const token = await context.storage.read((stores) => liveAccessToken(stores, presented, now));
    // A resource server that was shown a token of this client must not be taken for its bearer.
    if (token === undefined || !isOwnBearerToken(token) || token.userId === null || token.clientId !== parseClientId(clientId))
      return false;
    return foldUserId(token.userId) === foldUserId(userId);
  },
});

/** `/user/auth` and `/user/check`: is this password, is this token whose it is said to be. */
export const userCheckRoutes: readonly ApiRoute[] = [authenticate, check];
