import type { IncomingMessage } from 'node:http';
import { parseForm } from '../../http/form.ts';
import { FORM_BODY_LIMIT, readBody, utf8 } from '../../http/front/body.ts';
import type { SentBody } from '../../http/front/hot-route.ts';
import { isFormMediaType } from '../../http/front/media-type.ts';
import type { RequestFacts } from '../../http/front/request-facts.ts';
import { headerValues } from '../../http/front/request-headers.ts';
import type { ClientRequest } from '../client-authentication/authentication-method.ts';
import { OAuthError } from '../oauth-error.ts';
import { NO_PARAMETERS, type RequestParameters } from '../parameters.ts';

/** A form that was sent, or that its sender went away. */
export type ReceivedForm = { readonly parameters: RequestParameters } | 'aborted';

/** Receives a request's form and reads it, for who answers by the response itself. */
export async function receiveForm(request: IncomingMessage, facts: RequestFacts): Promise<ReceivedForm> {
  const body = await readBody(request, FORM_BODY_LIMIT);
  return body === 'aborted' ? 'aborted' : { parameters: readForm(request, facts, body) };
}

/**
 * Reads a request's form (RFC 6749 appendix B), of at most 64 KiB. Throws `invalid_request` for what is longer, of another media
 * type, or not form encoding of UTF-8. The trace of the request is told of it by `facts`.
 */
export function readForm(request: IncomingMessage, facts: RequestFacts, body: SentBody): RequestParameters {
  if (body === 'too_large') throw new PayloadTooLarge();
  if (body.length === 0) return NO_PARAMETERS;
  const { headers } = request;
  if (!isFormMediaType(headers['content-type']) || headers['content-encoding'] !== undefined) {
    throw new OAuthError('invalid_request', 'the body must be application/x-www-form-urlencoded');
  }
  const text = utf8(body);
  const parameters = (text === undefined ? undefined : parseForm(text)) ?? malformed();
  facts.form = parameters;
  return parameters;
}

/** What of a request with this form its client may prove itself with. */
export function clientRequest({ rawHeaders }: IncomingMessage, body: RequestParameters): ClientRequest {
  return {
    authorization: headerValues(rawHeaders, 'authorization'),
    authencation: headerValues(rawHeaders, 'authencation'),
    body,
  };
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
