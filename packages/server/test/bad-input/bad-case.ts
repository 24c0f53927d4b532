/**
 * A request that must be refused, as data. Texts may hold placeholders, which the runner fills in: `{code}`, `{refresh}`,
 * `{access}` are valid and unused, and what a case was given must still work after it; `{code~}` and the like have another
 * last character. `{jwt}` is a valid client JWT, `{badjwt}` the one that `jwt` describes, `{marker}` what may be echoed nowhere.
 */
export interface BadCase {
  readonly title: string;
  readonly method?: string;
  readonly target: string;
  /** Whole header lines. */
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
  readonly jwt?: JwtSpec;
  readonly status: number;
  /** The `error` of a JSON answer. */
  readonly error?: string;
  /** The `error` of a redirect to the client. */
  readonly redirect?: string;
  /** Words of the page that is answered. */
  readonly page?: string;
  /** The `Allow` header. */
  readonly allow?: string;
  /** Refused by the HTTP parser of the platform before we see it: no headers of ours. */
  readonly platform?: true;
  /** Bytes to send as they are, instead of method, target, headers and body. */
  readonly bytes?: string | Buffer;
}

/** A JWT by its parts; what is absent is as it should be. */
export interface JwtSpec {
  readonly header?: string | Buffer;
  readonly payload?: string | Buffer;
  readonly digest?: 'sha256' | 'sha384' | 'sha512';
  readonly key?: string;
  /** The compact form made of `{h}`, `{p}` and `{s}`. */
  readonly form?: string;
}

/** The headers of a form. */
export const FORM: readonly string[] = ['Content-Type: application/x-www-form-urlencoded'];

/** A complete and valid request for tokens by a code. */
export const GRANT: string = 'grant_type=authorization_code&code={code}&redirect_uri={redirect}';

/** A complete and valid refresh. */
export const REFRESH: string = 'grant_type=refresh_token&refresh_token={refresh}';

type Refusal = Pick<BadCase, 'status' | 'error'>;

/** Parameters in the query of a token request of the tally dialect. */
export function inQuery(title: string, query: string, refusal: Refusal): BadCase {
  const headers = ['Authencation: Client {jwt}'];
  return { title: `token, tally: ${title}`, method: 'POST', target: `/oauth2/token?${query}`, headers, ...refusal };
}

/** Parameters in the body of a token request of a standard client. */
export function inBody(title: string, body: string, refusal: Refusal): BadCase {
  const credentials = 'client_id={client}&client_secret={secret}';
  return {
    title: `token, form: ${title}`,
    method: 'POST',
    target: '/oauth2/token',
    headers: FORM,
    body: `${credentials}&${body}`,
    ...refusal,
  };
}

/** The same parameters in both dialects. */
export function inBoth(title: string, parameters: string, refusal: Refusal): BadCase[] {
  return [inQuery(title, parameters, refusal), inBody(title, parameters, refusal)];
}

/** What a malformed token request gets. */
export const INVALID_REQUEST: Refusal = { status: 400, error: 'invalid_request' };

/** What a grant that is none gets. */
export const INVALID_GRANT: Refusal = { status: 400, error: 'invalid_grant' };

/** What a client that cannot prove itself gets. */
export const INVALID_CLIENT: Refusal = { status: 401, error: 'invalid_client' };

/** What is not form encoding of UTF-8 (RFC 3986 §2.1, RFC 3629 §3). */
export const BAD_ENCODINGS: readonly string[] = [
  '%',
  '%z',
  '%zz',
  '%2',
  '%FF',
  '%C3%28',
  '%C0%AF',
  '%ED%A0%80',
  '%F8%88%80%80%80',
];

/** Names that every object has. */
export const PROTOTYPE_NAMES: readonly string[] = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'prototype',
];
