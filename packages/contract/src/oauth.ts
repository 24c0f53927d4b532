/** A successful answer of the token endpoint (RFC 6749 §5.1), field for field as the seed has it; `expires_in` is in seconds. */
export interface TokenResponse {
  readonly access_token: string;
  readonly expires_in: number;
  readonly refresh_token?: string;
  /** Absent when nothing but the client's own identity was granted. */
  readonly scope?: string;
  /** `DPoP`: bound to the key of the client's proof (RFC 9449 §5). */
  readonly token_type: 'Bearer' | 'DPoP';
  /** With the scope `openid` (OpenID Connect Core §3.1.3.3). */
  readonly id_token?: string;
}

/** The answer to a device that asks to be let in (RFC 8628 §3.2); times are in seconds. */
export interface DeviceAuthorizationResponse {
  readonly device_code: string;
  /** For the person to type, as it is shown. */
  readonly user_code: string;
  readonly verification_uri: string;
  /** The same with the code in it, for a QR code. */
  readonly verification_uri_complete: string;
  readonly expires_in: number;
  readonly interval: number;
}

/** What the userinfo endpoint tells of a person (OpenID Connect Core §5.3.2); what is not known, or was not asked for, is left out. */
export interface UserinfoResponse {
  readonly sub: string;
  readonly name?: string;
  readonly preferred_username?: string;
  /** Seconds since 1970. */
  readonly updated_at?: number;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly phone_number?: string;
  readonly phone_number_verified?: boolean;
  readonly roles?: readonly string[];
  readonly roles_endpoint?: string;
  readonly permissions?: readonly string[];
  readonly permissions_endpoint?: string;
  readonly authority_epoch?: number;
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
  /** The resources it is for (RFC 8707 §2); the client's own id when it is for none but this server's APIs. */
  readonly aud: string | readonly string[];
  readonly iss: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly jti: string;
  /** Absent for a refresh token. */
  readonly token_type?: 'Bearer' | 'DPoP';
  /** The key it is bound to (RFC 9449 §6.2). */
  readonly cnf?: { readonly jkt: string };
  readonly acr?: string;
  readonly auth_time?: number;
  readonly roles?: readonly string[];
  readonly roles_endpoint?: string;
  readonly permissions?: readonly string[];
  readonly permissions_endpoint?: string;
  readonly authority_epoch?: number;
}

/** What is said of any other, and nothing more. */
export interface InactiveToken {
  readonly active: false;
}
