import type { IncomingMessage } from 'node:http';
import { parseForm } from '../../http/form.ts';
import { FORM_BODY_LIMIT, readBody, utf8 } from '../../http/front/body.ts';
import { isFormMediaType } from '../../http/front/media-type.ts';
import type { RequestFacts } from '../../http/front/request-facts.ts';
import { OAuthError } from '../oauth-error.ts';
import { NO_PARAMETERS, type RequestParameters } from '../parameters.ts';

/** A form that was sent, or that its sender went away. */
export type ReceivedForm = { readonly parameters: RequestParameters; readonly isEmpty: boolean } | 'aborted';

/**
 * Receives a request's form (RFC 6749 appendix B), at most 64 KiB of it. Throws `invalid_request` for what is longer, of another
 * media type, or not form encoding of UTF-8. The trace of the request is told of it by `facts`.
 */
export async function receiveForm(request: IncomingMessage, facts: RequestFacts): Promise<ReceivedForm> {
  const body = await readBody(request, FORM_BODY_LIMIT);
  if (body === 'aborted') return 'aborted';
  if (body === 'too_large') throw new PayloadTooLarge();
  if (body.length === 0) return { parameters: NO_PARAMETERS, isEmpty: true };
  if (!isFormMediaType(request.headers['content-type']) || request.headers['content-encoding'] !== undefined) {
    throw new OAuthError('invalid_request', 'the body must be application/x-www-form-urlencoded');
  }
  const text = utf8(body);
  const parameters = (text === undefined ? undefined : parseForm(text)) ?? malformed();
  facts.form = parameters;
  return { parameters, isEmpty: false };
}

/** The parameters of a query. Throws `invalid_request` when it is not form encoding of UTF-8. */
export function receiveQuery(query: string): RequestParameters {
  return parseForm(query) ?? malformed();
}

function malformed(): never {
  throw new OAuthError('invalid_request', 'the parameters are not valid form encoding of UTF-8');
}

/** The body is longer than 64 KiB: answered 413, and the connection is closed. */
export class PayloadTooLarge extends OAuthError {
  constructor() {
    super('invalid_request', 'the body is larger than 64 KiB');
  }
}
