import type { IncomingMessage } from 'node:http';
import { orderedId } from '../../../crypto/ordered-id.ts';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { parseForm } from '../../../http/form.ts';
import { bearerToken } from '../../../http/front/bearer-token.ts';
import type { HotHandler } from '../../../http/front/hot-route.ts';
import { answerJson } from '../../../http/front/raw-answer.ts';
import type { RequestFacts } from '../../../http/front/request-facts.ts';
import type { Stores } from '../../../storage/storage.ts';
import type { StoredAccessToken } from '../../tokens/access-token.ts';
import { liveAccessToken } from '../../tokens/live-access-token.ts';

/**
 * `DELETE /oauth2/token?access_token=…`, authorized by that same token: ends the sign-in session it came from and every
 * token of it; a token without a session takes its grant with it (contract/oauth2.md §3).
 */
export function endTokenEndpoint(context: EdgeContext): HotHandler {
  return async (request, response, facts) => {
    const parameters = parseForm(facts.query);
    const presented = bearerToken(request);
    if (presented === undefined) {
      response.setHeader('www-authenticate', `Bearer realm="${context.issuer.href}"`);
      answerJson(response, 401, failure('invalid_token', 'the access token is missing from the Authorization header'));
      return;
    }
    if (parameters === undefined || parameters.repeated.has('access_token') || parameters.get('access_token') !== presented) {
      answerJson(response, 400, failure('invalid_request', 'access_token must be the token of the Authorization header'));
      return;
    }
    const ended = await context.storage.transact((stores) => end(stores, presented, originOf(context, request, facts)));
    if (ended) answerJson(response, 200, {});
    else {
      response.setHeader('www-authenticate', `Bearer realm="${context.issuer.href}", error="invalid_token"`);
      answerJson(response, 401, failure('invalid_token', 'the access token is unknown, expired or revoked'));
    }
  };
}

interface Origin {
  readonly address: string;
  readonly requestId: string;
  readonly now: number;
}

async function end(stores: Stores, presented: string, origin: Origin): Promise<boolean> {
  const token = await liveAccessToken(stores, presented, origin.now);
  if (token === undefined) return false;
  const revoked = await endEverything(stores, token, origin.now);
  await stores.audit.append({
    id: orderedId(origin.now),
    at: origin.now,
    action: 'token.revoked',
    actor: token.userId ?? `client-${token.clientId}`,
    address: origin.address,
    requestId: origin.requestId,
    userId: token.userId,
    clientId: token.clientId,
    detail: { access_token_id: token.id, session_id: token.sessionId, grants_revoked: revoked },
  });
  return true;
}

async function endEverything(stores: Stores, token: StoredAccessToken, now: number): Promise<number> {
  if (token.userId === null) {
    // The standing grant of a client that acts for itself carries its other tokens too.
    await stores.accessTokens.revoke(token.id, now);
    return 0;
  }
  if (token.sessionId === null) return stores.grants.revoke(token.grantId, now);
  await stores.sessions.end(token.sessionId, now);
  return stores.grants.revokeBySession(token.sessionId, now, false);
}

function originOf(context: EdgeContext, request: IncomingMessage, facts: RequestFacts): Origin {
  return { address: context.addressOf(request), requestId: facts.requestId, now: context.now() };
}

function failure(error: string, description: string): { readonly error: string; readonly error_description: string } {
  return { error, error_description: description };
}
