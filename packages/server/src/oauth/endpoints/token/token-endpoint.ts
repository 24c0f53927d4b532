import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { parseForm } from '../../../http/form.ts';
import { FORM_BODY_LIMIT, readBody, utf8 } from '../../../http/front/body.ts';
import type { HotHandler } from '../../../http/front/hot-route.ts';
import { isFormMediaType } from '../../../http/front/media-type.ts';
import { answerJson } from '../../../http/front/raw-answer.ts';
import type { RequestFacts } from '../../../http/front/request-facts.ts';
import { StorageUnavailable } from '../../../storage/storage.ts';
import { type ClientFailureLimit, TooManyFailures } from '../../client-authentication/client-failure-limit.ts';
import { OAuthError, type Refused } from '../../oauth-error.ts';
import { NO_PARAMETERS, type RequestParameters } from '../../parameters.ts';
import type { Issued } from '../../tokens/issue-tokens.ts';
import { exchange } from './exchange.ts';
import { answerOAuthError } from './token-answer.ts';
import { readTokenRequest, type TokenRequest } from './token-request.ts';

/** `POST /oauth2/token` (RFC 6749 §3.2), in both dialects. */
export function tokenEndpoint(context: EdgeContext, limit: ClientFailureLimit): HotHandler {
  return async (request, response, facts) => {
    try {
      const tokenRequest = await receive(request, facts);
      if (tokenRequest === 'aborted') return;
      const outcome = await decide(tokenRequest, { context, limit, request, facts });
      if (outcome.kind === 'issued') {
        context.metrics.tokensIssued(tokenRequest.parameters.get('grant_type') ?? '');
        answerJson(response, 200, outcome.response);
        return;
      }
      refuse(response, outcome.error, { context, facts });
    } catch (error) {
      refuse(response, asOAuthError(error, context, facts), { context, facts });
    }
  };
}

interface Arrival {
  readonly context: EdgeContext;
  readonly limit: ClientFailureLimit;
  readonly request: IncomingMessage;
  readonly facts: RequestFacts;
}

async function decide(tokenRequest: TokenRequest, { context, limit, request, facts }: Arrival): Promise<Issued | Refused> {
  const { keys, lifetimes, storage } = context;
  const origin = { actor: 'anonymous', address: context.addressOf(request), requestId: facts.requestId };
  const now = context.now();
  return storage.transact((stores) => exchange(tokenRequest, stores, { keys, lifetimes, limit, now, origin }));
}

async function receive(request: IncomingMessage, facts: RequestFacts): Promise<TokenRequest | 'aborted'> {
  const body = await readBody(request, FORM_BODY_LIMIT);
  if (body === 'aborted') return 'aborted';
  if (body === 'too_large') throw new PayloadTooLarge();
  return readTokenRequest({
    authorization: request.headersDistinct['authorization'] ?? [],
    authencation: request.headersDistinct['authencation'] ?? [],
    body: readParameters(request, body),
    query: parseForm(facts.query) ?? malformed(),
    bodyIsEmpty: body.length === 0,
  });
}

function readParameters(request: IncomingMessage, body: Buffer): RequestParameters {
  if (body.length === 0) return NO_PARAMETERS;
  if (!isFormMediaType(request.headers['content-type']) || request.headers['content-encoding'] !== undefined) {
    throw new OAuthError('invalid_request', 'the body must be application/x-www-form-urlencoded');
  }
  const text = utf8(body);
  return (text === undefined ? undefined : parseForm(text)) ?? malformed();
}

function malformed(): never {
  throw new OAuthError('invalid_request', 'the parameters are not valid form encoding of UTF-8');
}

class PayloadTooLarge extends OAuthError {
  constructor() {
    super('invalid_request', 'the body is larger than 64 KiB');
  }
}

function refuse(
  response: ServerResponse,
  error: OAuthError,
  about: { readonly context: EdgeContext; readonly facts: RequestFacts },
): void {
  const { context, facts } = about;
  context.log.info('token.refused', {
    requestId: facts.requestId,
    code: error.code,
    ...(error.detail === undefined ? {} : { reason: error.detail }),
  });
  answerOAuthError(response, error, { realm: context.issuer.href, ...overrideFor(error) });
}

function overrideFor(error: OAuthError): { readonly status?: number; readonly headers?: Record<string, string> } {
  if (error instanceof PayloadTooLarge) return { status: 413, headers: { connection: 'close' } };
  if (error instanceof TooManyFailures) return { status: 429, headers: { 'retry-after': String(error.retryAfterSeconds) } };
  return error.code === 'temporarily_unavailable' ? { headers: { 'retry-after': '1' } } : {};
}

function asOAuthError(error: unknown, context: EdgeContext, facts: RequestFacts): OAuthError {
  if (error instanceof OAuthError) return error;
  if (error instanceof StorageUnavailable) {
    return new OAuthError('temporarily_unavailable', 'the database cannot answer now; try again', { cause: error });
  }
  context.log.error('request.failed', { requestId: facts.requestId, error });
  return new OAuthError('server_error', `an unexpected condition prevented the answer; request id ${facts.requestId}`, {
    cause: error,
  });
}
