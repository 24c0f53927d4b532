import type { IncomingMessage } from 'node:http';
import { parseForm } from '../../http/form.ts';
import { utf8 } from '../../http/front/body.ts';
import type { SentBody } from '../../http/front/hot-route.ts';
import { isFormMediaType } from '../../http/front/media-type.ts';
import { headerValues } from '../../http/front/request-headers.ts';
import type { ClientRequest } from '../client-authentication/authentication-method.ts';
import { OAuthError } from '../oauth-error.ts';
import { NO_PARAMETERS, type RequestParameters } from '../parameters.ts';

/**
 * Reads a request's form (RFC 6749 appendix B), of at most 64 KiB. Throws `invalid_request` for what is longer, of another media
 * type, or not form encoding of UTF-8.
 */
export function receiveForm(request: IncomingMessage, body: SentBody): RequestParameters {
  if (body === 'too_large') throw new PayloadTooLarge();
  if (body.length === 0) return NO_PARAMETERS;
  const { headers } = request;
  if (!isFormMediaType(headers['content-type']) || headers['content-encoding'] !== undefined) {
    throw new OAuthError('invalid_request', 'the body must be application/x-www-form-urlencoded');
  }
  const text = utf8(body);
  return (text === undefined ? undefined : parseForm(text)) ?? malformed();
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
