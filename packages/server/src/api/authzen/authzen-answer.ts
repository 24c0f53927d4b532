import type { IncomingMessage } from 'node:http';
import type { Answer } from '../../http/front/hot-route.ts';
import { headerValues } from '../../http/front/request-headers.ts';
import type { Issuer } from '../../http/issuer.ts';
import { StorageUnavailable } from '../../storage/storage.ts';
import { API_STATUS, ApiFailure, ApiUnavailable, InsufficientScope, Unauthenticated } from '../api-failure.ts';
import { BodyTooLarge } from '../request/json-body.ts';

/** What an answer says beside its body. */
export interface AnswerFacts {
  readonly request: Pick<IncomingMessage, 'rawHeaders'>;
  /** The epoch of the authority that answered, where one did. */
  readonly epoch?: number | undefined;
}

const JSON_TYPE: readonly string[] = ['content-type', 'application/json'];
const TEXT_TYPE: readonly string[] = ['content-type', 'text/plain; charset=utf-8'];

/** A decision or a list, as JSON (AuthZEN 1.0 §10.1.2). */
export function messageAnswer(body: string, { request, epoch }: AnswerFacts): Answer {
  const headers = epoch === undefined ? JSON_TYPE : ['x-authority-epoch', String(epoch), ...JSON_TYPE];
  return { status: 200, headers, body, ...ownRequestId(request) };
}

/**
 * What a failure is answered with (AuthZEN 1.0 §10.1.2): the status says what kind it is, and the body is a message. Throws what is
 * none of ours: that is for the front to answer.
 */
export function failureAnswer(error: unknown, { request, issuer }: AnswerFacts & { readonly issuer: Issuer }): Answer {
  const { status, headers, body } = failed(error, issuer);
  return { status, headers: [...headers, ...TEXT_TYPE], body, ...ownRequestId(request) };
}

function failed(error: unknown, issuer: Issuer): Answer {
  if (error instanceof Unauthenticated) {
    const challenge = error.error === undefined ? '' : `, error="${error.error}"`;
    return { status: 401, headers: ['www-authenticate', `Bearer realm="${issuer.href}"${challenge}`], body: error.reason };
  }
  if (error instanceof StorageUnavailable) {
    return { status: 503, headers: ['retry-after', '1'], body: 'the database cannot answer now; try again' };
  }
  if (!(error instanceof ApiFailure)) throw error;
  const status = error instanceof BodyTooLarge ? 413 : API_STATUS[error.code];
  return { status, headers: headersOf(error, issuer), body: error.reason };
}

function headersOf(failure: ApiFailure, issuer: Issuer): string[] {
  if (failure instanceof InsufficientScope) {
    return ['www-authenticate', `Bearer realm="${issuer.href}", error="insufficient_scope", scope="${failure.scope}"`];
  }
  if (failure instanceof ApiUnavailable) return ['retry-after', String(failure.retryAfterSeconds)];
  // The rest of it is not read.
  return failure instanceof BodyTooLarge ? ['connection', 'close'] : [];
}

// §10.1.3: the caller finds its own identifier in the answer; our own log has ours.
function ownRequestId({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): Pick<Answer, 'requestId'> {
  const [own, ...more] = headerValues(rawHeaders, 'x-request-id');
  return own === undefined || own === '' || more.length > 0 ? {} : { requestId: own };
}
