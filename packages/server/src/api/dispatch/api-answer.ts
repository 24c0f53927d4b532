import type { ServerResponse } from 'node:http';
import { answerJson } from '../../http/front/raw-answer.ts';
import { API_STATUS, type ApiFailure, ApiUnavailable, InsufficientScope, type Unauthenticated } from '../api-failure.ts';

/** The two dialects of the authority API (contract/authority.md §4). */
export type ApiDialect = 'api' | 'api2';

/** Where an answer goes, and in which dialect. `realm` is the issuer. */
export interface ApiReply {
  readonly response: ServerResponse;
  readonly dialect: ApiDialect;
  readonly realm: string;
}

/** Answers data: bare under `/api2`, in the envelope under `/api`. */
export function answerData({ response, dialect }: ApiReply, data: unknown): void {
  answerJson(response, 200, dialect === 'api' ? { res_code: 0, res_msg: 'ok', data } : data);
}

/**
 * Answers a failure: `/api` says it in its envelope, `/api2` by its status. What is no answer to the call itself (503, and
 * whatever `status` says) has its status in both dialects. `ofPath`: what was not found is what the path names.
 */
export function answerFailure(
  reply: ApiReply,
  failure: ApiFailure,
  { ofPath = false, status }: { readonly ofPath?: boolean; readonly status?: number } = {},
): void {
  const { response, dialect, realm } = reply;
  const scope = failure instanceof InsufficientScope ? failure.scope : undefined;
  if (failure instanceof ApiUnavailable) response.setHeader('retry-after', String(failure.retryAfterSeconds));
  if (dialect === 'api') {
    const data = { res_code: resultCode(failure, ofPath), res_msg: failure.reason, data: null };
    answerJson(response, status ?? (failure.code === 'unavailable' ? 503 : 200), data);
    return;
  }
  if (scope !== undefined) {
    response.setHeader('www-authenticate', `Bearer realm="${realm}", error="insufficient_scope", scope="${scope}"`);
  }
  const error = scope === undefined ? failure.code : 'insufficient_scope';
  answerJson(response, status ?? API_STATUS[failure.code], { error, error_description: failure.reason });
}

/** Answers 401 with the challenge (RFC 6750 §3): the reason as text under `/api`, as JSON under `/api2`. */
export function answerUnauthenticated({ response, dialect, realm }: ApiReply, failure: Unauthenticated): void {
  const { error, reason, dpop } = failure;
  // RFC 6750 §3.1: a request without credentials is not told of an error.
  const challenge = `Bearer realm="${realm}"${error === undefined ? '' : `, error="${error}"`}`;
  response.setHeader('www-authenticate', dpop?.challenge ?? challenge);
  if (dpop !== undefined) response.setHeader('dpop-nonce', dpop.nonce);
  if (dialect === 'api2') {
    answerJson(response, 401, { error: error ?? 'invalid_token', error_description: reason });
    return;
  }
  response.writeHead(401, { 'content-type': 'text/plain; charset=utf-8', 'content-length': Buffer.byteLength(reason) });
  response.end(reason);
}

// contract/authority.md §4: an id in a parameter or a member that does not exist is an invalid parameter.
function resultCode({ code, member }: ApiFailure, ofPath: boolean): 1 | 2 {
  return code === 'invalid_request' || (code === 'not_found' && member !== undefined && !ofPath) ? 1 : 2;
}
