/** A successful answer of the token endpoint (RFC 6749 §5.1), field for field as the seed has it; `expires_in` is in seconds. */
export interface TokenResponse {
  readonly access_token: string;
  readonly expires_in: number;
  readonly refresh_token?: string;
  /** Absent when nothing but the client's own identity was granted. */
  readonly scope?: string;
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

/** What is said of a token that works (RFC 7662 §2.2); times are in seconds since 1970. */
export interface IntrospectionResponse {
  readonly active: true;
  readonly scope?: string;
  readonly client_id: string;
  readonly sub: string;
  readonly username?: string;
  readonly aud: string;
  readonly iss: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  /** Absent for a refresh token. */
  readonly token_type?: 'Bearer';
}

/** What is said of any other, and nothing more. */
export interface InactiveToken {
  readonly active: false;
}
