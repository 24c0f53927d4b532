import type { EdgeContext } from '../../http/edge-context.ts';
import type { Answer } from '../../http/front/hot-route.ts';
import { jsonAnswer } from '../../http/front/raw-answer.ts';
import type { RequestFacts } from '../../http/front/request-facts.ts';
import { StorageUnavailable } from '../../storage/storage.ts';
import { TooManyFailures } from '../client-authentication/client-failure-limit.ts';
import { OAUTH_ERROR_STATUS, OAuthError } from '../oauth-error.ts';
import { PayloadTooLarge } from './receive-form.ts';

/** The request that is answered. */
export interface AnsweredRequest {
  readonly context: EdgeContext;
  readonly facts: RequestFacts;
  /** What the log calls a refusal here. */
  readonly event: 'token.refused' | 'introspection.refused';
}

/**
 * The answer to whatever went wrong at an endpoint for clients, as JSON (RFC 6749 §5.2); a 401 names the scheme to use. What is
 * no `OAuthError` is a bug, logged under the request id that the caller gets, or a database that cannot answer now.
 */
export function refusalAnswer(failure: unknown, about: AnsweredRequest): Answer {
  const { context, facts, event } = about;
  const error = asOAuthError(failure, about);
  context.log.info(event, {
    requestId: facts.requestId,
    code: error.code,
    ...(error.detail === undefined ? {} : { reason: error.detail }),
  });
  return oauthErrorAnswer(error, context.issuer.href);
}

function oauthErrorAnswer(error: OAuthError, realm: string): Answer {
  const { status = OAUTH_ERROR_STATUS[error.code], headers = [] } = overrideFor(error);
  const body = { error: error.code, error_description: error.description };
  const challenge = error.code === 'invalid_client' ? ['www-authenticate', `Basic realm="${realm}"`] : [];
  return jsonAnswer(status, body, [...challenge, ...headers]);
}

function overrideFor(error: OAuthError): { readonly status?: number; readonly headers?: readonly string[] } {
  if (error instanceof PayloadTooLarge) return { status: 413, headers: ['connection', 'close'] };
  if (error instanceof TooManyFailures) return { status: 429, headers: ['retry-after', String(error.retryAfterSeconds)] };
  return error.code === 'temporarily_unavailable' ? { headers: ['retry-after', '1'] } : {};
}

function asOAuthError(error: unknown, { context, facts }: AnsweredRequest): OAuthError {
  if (error instanceof OAuthError) return error;
  if (error instanceof StorageUnavailable) {
    return new OAuthError('temporarily_unavailable', 'the database cannot answer now; try again', { cause: error });
  }
  context.log.error('request.failed', { requestId: facts.requestId, error });
  return new OAuthError('server_error', `an unexpected condition prevented the answer; request id ${facts.requestId}`, {
    cause: error,
  });
}
