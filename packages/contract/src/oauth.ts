/** A successful answer of the token endpoint (RFC 6749 §5.1), field for field as the seed has it; `expires_in` is in seconds. */
export interface TokenResponse {
  readonly access_token: string;
  readonly expires_in: number;
  readonly refresh_token?: string;
  readonly scope: string;
  readonly token_type: 'Bearer';
}

/** An error answer (RFC 6749 §5.2). */
export interface ErrorResponse {
  readonly error: string;
  readonly error_description: string;
}

/** The answer of `GET /oauth2/expire` (contract/oauth2.md §3). */
export interface ExpireResponse {
  readonly is_access_expired: boolean;
  readonly is_refresh_expired: boolean;
}
