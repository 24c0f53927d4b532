/** The closed set of ways in which a call of the authority API fails, with its statuses under `/api2` (contract/authority.md §4). */
export type ApiErrorCode = 'invalid_request' | 'refused' | 'not_found' | 'conflict' | 'unavailable';

/** The status under `/api2`. */
export const API_STATUS: Readonly<Record<ApiErrorCode, number>> = {
  invalid_request: 400,
  refused: 403,
  not_found: 404,
  conflict: 409,
  unavailable: 503,
};

/** A call is refused and nothing was changed. The reason is for the caller's developer and repeats nothing that was sent. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly code: ApiErrorCode;
  readonly reason: string;
  /** The member or parameter it is about, if there is one. */
  readonly member: string | undefined;

  constructor(code: ApiErrorCode, reason: string, member?: string) {
    super(reason);
    this.code = code;
    this.reason = reason;
    this.member = member;
  }
}

/** The server cannot answer now: 503 in both dialects, with `Retry-After`. */
export class ApiUnavailable extends ApiFailure {
  readonly retryAfterSeconds: number;

  constructor(reason: string, retryAfterSeconds: number) {
    super('unavailable', reason);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** No credentials, or bad ones: 401 in both dialects. `error` is absent when none were sent (RFC 6750 §3.1). */
export class Unauthenticated extends Error {
  override readonly name = 'Unauthenticated';
  readonly error: 'invalid_token' | 'invalid_client' | 'invalid_dpop_proof' | 'use_dpop_nonce' | undefined;
  readonly reason: string;
  /** What the challenge says, and the nonce for the next proof, where it is about a token that is bound to a key (RFC 9449 §7.1, §9). */
  readonly dpop: { readonly challenge: string; readonly nonce: string } | undefined;

  constructor(error: Unauthenticated['error'], reason: string, dpop?: Unauthenticated['dpop']) {
    super(reason);
    this.error = error;
    this.reason = reason;
    this.dpop = dpop;
  }
}

/** A token that lacks a scope (RFC 6750 §3.1): refused, and told which one. */
export class InsufficientScope extends ApiFailure {
  readonly scope: string;

  constructor(scope: string) {
    super('refused', `the access token lacks the scope ${scope}`);
    this.scope = scope;
  }
}

/** Throws: a member or parameter is missing, of the wrong type, unknown or too long. */
export function invalid(member: string, reason: string): never {
  throw new ApiFailure('invalid_request', `${member}: ${reason}`, member);
}

/** Throws: what is named does not exist, or is out of the caller's reach; both are answered alike. */
export function notFound(member: string): never {
  throw new ApiFailure('not_found', `${member}: there is no such one within reach`, member);
}

/** Throws: the caller may not do this. */
export function refuse(reason: string): never {
  throw new ApiFailure('refused', reason);
}

/** Throws: it exists already, or something else stands in the way. */
export function conflict(member: string, reason: string): never {
  throw new ApiFailure('conflict', `${member}: ${reason}`, member);
}
