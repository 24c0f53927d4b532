/** The closed set of OAuth error codes this server answers (RFC 6749 §4.1.2.1, §5.2; RFC 8628 §3.5; OpenID Connect Core §3.1.2.6; RFC 6750 §3.1). */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_response_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'
  | 'invalid_token'
  | 'request_uri_not_supported'
  | 'invalid_request_object'
  | 'registration_not_supported'
  | 'login_required'
  | 'consent_required'
  | 'interaction_required'
  | 'account_selection_required'
  | 'unmet_authentication_requirements'
  | 'insufficient_scope'
  | 'access_denied'
  | 'authorization_pending'
  | 'slow_down'
  | 'expired_token'
  | 'server_error'
  | 'temporarily_unavailable';

/** The HTTP status that goes with each code where the error is answered as JSON. */
export const OAUTH_ERROR_STATUS: Readonly<Record<OAuthErrorCode, number>> = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  unsupported_response_type: 400,
  invalid_scope: 400,
  invalid_target: 400,
  invalid_dpop_proof: 400,
  use_dpop_nonce: 400,
  invalid_token: 401,
  request_uri_not_supported: 400,
  invalid_request_object: 400,
  registration_not_supported: 400,
  login_required: 400,
  consent_required: 400,
  interaction_required: 400,
  account_selection_required: 400,
  unmet_authentication_requirements: 400,
  insufficient_scope: 403,
  access_denied: 400,
  authorization_pending: 400,
  slow_down: 400,
  expired_token: 400,
  server_error: 500,
  temporarily_unavailable: 503,
};

/** A refusal by the protocol. The description is for the client's developer and never repeats what was sent. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly code: OAuthErrorCode;
  readonly description: string;
  /** For our log only: which check failed, in words that hold no secret. */
  readonly detail: string | undefined;

  constructor(code: OAuthErrorCode, description: string, options: { cause?: unknown; detail?: string } = {}) {
    super(`${code}: ${description}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.description = description;
    this.detail = options.detail;
  }
}

/** A refusal that must leave a trace is returned from the unit of work, since throwing would roll the trace back. */
export interface Refused {
  readonly kind: 'refused';
  readonly error: OAuthError;
}

/** Makes a refusal to return. */
export function refused(code: OAuthErrorCode, description: string, detail?: string): Refused {
  return { kind: 'refused', error: new OAuthError(code, description, detail === undefined ? {} : { detail }) };
}
