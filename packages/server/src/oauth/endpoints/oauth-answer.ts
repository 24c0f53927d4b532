import type { IncomingMessage, ServerResponse } from 'node:http';
import { AuthorityBehind } from '../../authority/authorities.ts';
import type { EdgeContext } from '../../http/edge-context.ts';
import { noteFlow, refusalNote } from '../../http/flow-note.ts';
import type { Answer } from '../../http/front/hot-route.ts';
import { jsonAnswer, writeAnswer } from '../../http/front/raw-answer.ts';
import type { RequestFacts } from '../../http/front/request-facts.ts';
import { StorageUnavailable } from '../../storage/storage.ts';
import { TooManyFailures } from '../client-authentication/client-failure-limit.ts';
import { TooManyRequests } from '../grant/kept-request-limit.ts';
import { OAUTH_ERROR_STATUS, OAuthError } from '../oauth-error.ts';
import { bearerChallenge, CredentialsMissing, isProofRefused } from './bearer/bearer-challenge.ts';
import { PayloadTooLarge } from './receive-form.ts';

/** The request that is answered. */
export interface AnsweredRequest {
  readonly context: EdgeContext;
  readonly request: IncomingMessage;
  readonly facts: RequestFacts;
  /** What the log calls a refusal here. */
  readonly event:
    | 'token.refused'
    | 'introspection.refused'
    | 'revocation.refused'
    | 'pushed_request.refused'
    | 'device_authorization.refused'
    | 'userinfo.refused';
  /** Whether what refuses is a protected resource: then it says what token it wants (RFC 6750 §3). */
  readonly isResource?: true;
}

/**
 * The answer to whatever went wrong at an endpoint for clients, as JSON (RFC 6749 §5.2); a 401 names the scheme to use. What is
 * no `OAuthError` is a bug, logged under the request id that the caller gets, or a database that cannot answer now.
 */
export function refusalAnswer(failure: unknown, about: AnsweredRequest): Answer {
  const { context, request, facts, event } = about;
  const error = asOAuthError(failure, about);
  context.log.info(event, {
    requestId: facts.requestId,
    code: error.code,
    ...(error.detail === undefined ? {} : { reason: error.detail }),
  });
  noteFlow(context, { request, facts }, refusalNote(error));
  return oauthErrorAnswer(error, about);
}

/** The same for who answers by the response itself; the headers of every answer were set before. */
export function refuseRequest(response: ServerResponse, failure: unknown, about: Omit<AnsweredRequest, 'request'>): void {
  writeAnswer(response, refusalAnswer(failure, { ...about, request: response.req }), []);
}

function oauthErrorAnswer(error: OAuthError, { context, isResource }: AnsweredRequest): Answer {
  const usual = isResource === true && isProofRefused(error) ? 401 : OAUTH_ERROR_STATUS[error.code];
  const { status = usual, headers = [] } = overrideFor(error);
  // RFC 6750 §3.1: whoever showed nothing is told of no error.
  const body = error instanceof CredentialsMissing ? {} : { error: error.code, error_description: error.description };
  const { href } = context.issuer;
  const challenge = isResource === true ? bearerChallenge(error, href) : basicChallenge(error, href);
  return jsonAnswer(status, body, [...(challenge === undefined ? [] : ['www-authenticate', challenge]), ...headers]);
}

function basicChallenge(error: OAuthError, realm: string): string | undefined {
  return error.code === 'invalid_client' ? `Basic realm="${realm}"` : undefined;
}

function overrideFor(error: OAuthError): { readonly status?: number; readonly headers?: readonly string[] } {
  if (error instanceof PayloadTooLarge) return { status: 413, headers: ['connection', 'close'] };
  if (error instanceof TooManyFailures || error instanceof TooManyRequests)
    return { status: 429, headers: ['retry-after', String(error.retryAfterSeconds)] };
  return error.code === 'temporarily_unavailable' ? { headers: ['retry-after', '1'] } : {};
}

function asOAuthError(error: unknown, { context, facts }: AnsweredRequest): OAuthError {
  if (error instanceof OAuthError) return error;
  if (error instanceof StorageUnavailable || error instanceof AuthorityBehind) {
    return new OAuthError('temporarily_unavailable', 'the database cannot answer now; try again', { cause: error });
  }
  context.log.error('request.failed', { requestId: facts.requestId, error });
  return new OAuthError('server_error', `an unexpected condition prevented the answer; request id ${facts.requestId}`, {
    cause: error,
  });
}
