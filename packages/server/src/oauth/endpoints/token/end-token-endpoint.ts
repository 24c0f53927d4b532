import type { IncomingMessage } from 'node:http';
import { orderedId } from '../../../crypto/ordered-id.ts';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { parseForm } from '../../../http/form.ts';
import { bearerToken } from '../../../http/front/bearer-token.ts';
import type { HotHandler } from '../../../http/front/hot-route.ts';
import { answerJson } from '../../../http/front/raw-answer.ts';
import type { RequestFacts } from '../../../http/front/request-facts.ts';
import type { Stores } from '../../../storage/storage.ts';
import { OAuthError } from '../../oauth-error.ts';
import type { DpopProof } from '../../sender-constraint/dpop-proof.ts';
import { isFirstUse } from '../../sender-constraint/use-proof.ts';
import type { StoredAccessToken } from '../../tokens/access-token.ts';
import { isWorkingToken } from '../../tokens/presented/live-access-token.ts';
import { type AccessTokenReference, findPresented, readAccessToken } from '../../tokens/presented/presented-access-token.ts';
import type { PresentedToken } from '../bearer/presented-token.ts';
import { expectBinding } from '../bearer/prove-token.ts';
import { resourceProof } from '../bearer/resource-proof.ts';
import { refuseRequest } from '../oauth-answer.ts';

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
    try {
      await endPresented(context, { request, facts, token: presented });
      answerJson(response, 200, {});
    } catch (error) {
      refuseRequest(response, error, { context, facts, event: 'token.refused', isResource: true });
    }
  };
}

interface Arrival {
  readonly request: IncomingMessage;
  readonly facts: RequestFacts;
  readonly token: string;
}

// RFC 9449 §7: what is bound to a key ends nothing without it.
async function endPresented(context: EdgeContext, { request, facts, token }: Arrival): Promise<void> {
  const origin = originOf(context, request, facts);
  const { now } = origin;
  const isDpop = /^dpop /i.test(request.headers.authorization ?? '');
  const presented: PresentedToken = { scheme: isDpop ? 'dpop' : 'bearer', token };
  const proof = resourceProof(context, { request, path: facts.path, presented, now });
  const reference = readAccessToken(token, { signingKeys: context.signingKeys, issuer: context.issuer.href, now });
  await context.storage.transact((stores) => end(stores, { reference, presented, proof }, origin));
}

interface Presentation {
  readonly reference: AccessTokenReference | undefined;
  readonly presented: PresentedToken;
  readonly proof: DpopProof | undefined;
}

interface Origin {
  readonly address: string;
  readonly requestId: string;
  readonly now: number;
}

async function end(stores: Stores, { reference, presented, proof }: Presentation, origin: Origin): Promise<void> {
  const token = await findPresented(stores.accessTokens, reference);
  if (token === undefined || !(await isWorkingToken(stores, token, origin.now))) {
    throw new OAuthError('invalid_token', 'the access token is unknown, expired or revoked');
  }
  expectBinding(token, presented, proof);
  if (proof !== undefined && !(await isFirstUse(proof, stores.replays))) {
    throw new OAuthError('invalid_dpop_proof', 'the DPoP proof was used before');
  }
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
}

async function endEverything(stores: Stores, token: StoredAccessToken, now: number): Promise<number> {
  if (token.userId === null || token.resources.length > 0) {
    // The standing grant of a client that acts for itself carries its other tokens too; and a resource server that was shown a token
    // may not end its user's session.
    await stores.accessTokens.revoke(token.id, now);
    return 0;
  }
  if (token.sessionId === null) return stores.grants.revoke(token.grantId, now);
  if ((await stores.sessions.end(token.sessionId, now)) === 'ended') await stores.logouts.sessionEnded(token.sessionId, now);
  return stores.grants.revokeBySession(token.sessionId, now, false);
}

function originOf(context: EdgeContext, request: IncomingMessage, facts: RequestFacts): Origin {
  return { address: context.addressOf(request), requestId: facts.requestId, now: context.now() };
}

function failure(error: string, description: string): { readonly error: string; readonly error_description: string } {
  return { error, error_description: description };
}
