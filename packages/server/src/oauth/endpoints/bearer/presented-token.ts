import { OAuthError } from '../../oauth-error.ts';
import type { RequestParameters } from '../../parameters.ts';

/** Where an access token may stand in a request (RFC 6750 §2); a query is looked at only to refuse it. */
export interface TokenBearingRequest {
  readonly authorization: readonly string[];
  readonly query: RequestParameters;
  /** The form of a POST, or none. */
  readonly form: RequestParameters;
}

/** An access token, not proven to be one. */
export interface PresentedToken {
  readonly scheme: 'bearer' | 'dpop';
  readonly token: string;
}

/** RFC 6750 §2.1, RFC 9449 §7.1, with the scheme in any case (RFC 9110 §11.1). */
const CREDENTIALS = /^(bearer|dpop) ([A-Za-z0-9._~+/-]+=*)$/i;

/**
 * The one access token of a request (RFC 6750 §2), `undefined` when it carries none. Throws `invalid_request` for one that is
 * malformed, sent in two ways or in the query.
 */
export function presentedToken({ authorization, query, form }: TokenBearingRequest): PresentedToken | undefined {
  // RFC 9700 §4.3.2: addresses end up in logs and histories.
  if (query.has('access_token')) throw new OAuthError('invalid_request', 'an access token in the query is not accepted');
  if (authorization.length > 1 || form.repeated.has('access_token')) {
    throw new OAuthError('invalid_request', 'the access token is sent more than once');
  }
  const [header] = authorization;
  const inForm = form.get('access_token');
  const inHeader = header !== undefined && /^(?:bearer|dpop)(?: |$)/i.test(header) ? headerToken(header) : undefined;
  if (inForm !== undefined && header !== undefined) {
    throw new OAuthError('invalid_request', 'the request carries credentials in its header and in its body');
  }
  return inHeader ?? (inForm === undefined ? undefined : { scheme: 'bearer', token: inForm });
}

function headerToken(header: string): PresentedToken {
  const [, scheme = '', token] = CREDENTIALS.exec(header) ?? [];
  if (token === undefined)
    throw new OAuthError('invalid_request', 'the Authorization header must be Bearer or DPoP, one space and the token');
  return { scheme: scheme.toLowerCase() === 'dpop' ? 'dpop' : 'bearer', token };
}
