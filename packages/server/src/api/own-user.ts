import type { EdgeContext } from '../http/edge-context.ts';
import { bearerToken } from '../http/front/bearer-token.ts';
import type { HotHandler } from '../http/front/hot-route.ts';
import type { User } from '../identity/user/user.ts';
import { coversScope, storedScope } from '../oauth/scope.ts';
import { liveAccessToken } from '../oauth/tokens/live-access-token.ts';
import type { Stores } from '../storage/storage.ts';
import { type ApiDialect, type ApiRefusal, answerData, answerRefusal } from './envelope.ts';

const NO_TOKEN: ApiRefusal = { status: 401, error: 'invalid_token', description: 'the access token is missing' };
const BAD_TOKEN: ApiRefusal = {
  status: 401,
  error: 'invalid_token',
  description: 'the access token is unknown, expired or revoked',
};
const NO_USER: ApiRefusal = { status: 403, error: 'access_denied', description: 'the access token belongs to no user' };
const SCOPE: ApiRefusal = { status: 403, error: 'insufficient_scope', description: 'the access token lacks the scope user:read' };

/** `GET /user`: the user of the access token, about themself (contract/authority.md §4). Never a password or secret. */
export function ownUserEndpoint(context: EdgeContext, dialect: ApiDialect): HotHandler {
  return async (request, response) => {
    const presented = bearerToken(request);
    const found =
      presented === undefined ? NO_TOKEN : await context.storage.read((stores) => find(stores, presented, context.now()));
    if ('error' in found)
      answerRefusal(response, dialect, { refusal: found, challenge: challengeFor(found, context.issuer.href) });
    else answerData(response, dialect, wireUser(found));
  };
}

async function find(stores: Stores, presented: string, now: number): Promise<User | ApiRefusal> {
  const token = await liveAccessToken(stores, presented, now);
  if (token === undefined) return BAD_TOKEN;
  if (token.userId === null) return NO_USER;
  if (!coversScope(storedScope(token.scope), 'user:read')) return SCOPE;
  return (await stores.users.find(token.userId)) ?? BAD_TOKEN;
}

// RFC 6750 §3.1: a request without credentials is not told of an error.
function challengeFor(refusal: ApiRefusal, realm: string): string {
  if (refusal === NO_TOKEN) return `Bearer realm="${realm}"`;
  const scope = refusal === SCOPE ? ', scope="user:read"' : '';
  return `Bearer realm="${realm}", error="${refusal.error}"${scope}`;
}

function wireUser(user: User): Record<string, string> {
  const { id, fullname, email, wechat, phone, type, dn, organization, status } = user;
  const times = { created_at: new Date(user.createdAt).toISOString(), updated_at: new Date(user.updatedAt).toISOString() };
  return { id, fullname, email, wechat, phone, type, dn, organization, status, ...times };
}
