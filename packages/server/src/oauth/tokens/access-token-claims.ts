import type { AuthorityClaims } from '../../authority/token-claims.ts';
import type { AccessToken } from './access-token.ts';
import { AUTHENTICATION_METHODS_USED, PASSWORD_ACR } from './id-token/id-token.ts';

/** The `typ` in the header of our JWT access tokens (RFC 9068 §2.1): an ID token does not have it, so neither is taken for the other. */
export const ACCESS_TOKEN_TYPE = 'at+jwt';

/** The claims of a JWT access token (RFC 9068 §2.2). */
export interface AccessTokenClaims extends AuthorityClaims {
  readonly iss: string;
  readonly sub: string;
  /** The chosen resources: text when there is one. */
  readonly aud: string | readonly string[];
  readonly client_id: string;
  readonly iat: number;
  readonly exp: number;
  /** The id under which the token is stored: so it can be revoked and introspected. */
  readonly jti: string;
  readonly scope?: string;
  readonly auth_time?: number;
  readonly acr?: string;
  readonly amr?: readonly string[];
  /** The key it is bound to (RFC 9449 §6.1). */
  readonly cnf?: { readonly jkt: string };
}

/** What the claims of a JWT access token are made of. */
export interface AccessTokenFacts {
  readonly issuer: string;
  readonly token: AccessToken;
  /** When its user signed in, in milliseconds since 1970: as it was then, however often the token was refreshed (RFC 9068 §2.2.1). */
  readonly authenticatedAt: number;
  readonly authority: AuthorityClaims;
}

/** The claims of a JWT access token. The same row always makes the same. */
export function accessTokenClaims({ issuer, token, authenticatedAt, authority }: AccessTokenFacts): AccessTokenClaims {
  return {
    ...authority,
    iss: issuer,
    sub: subjectOf(token),
    aud: audienceClaim(token.resources),
    client_id: String(token.clientId),
    iat: Math.floor(token.issuedAt / 1000),
    exp: Math.floor(token.expiresAt / 1000),
    jti: token.id,
    ...(token.scope === '' ? {} : { scope: token.scope }),
    ...(token.userId === null ? {} : authenticationClaims(authenticatedAt)),
    ...(token.dpopJkt === null ? {} : { cnf: { jkt: token.dpopJkt } }),
  };
}

/**
 * Whom a token is about: its user, or the client that acts for itself in a form that no user id has. Users may be called `1`, and so
 * are clients (RFC 9700 §4.15).
 */
export function subjectOf({ userId, clientId }: Pick<AccessToken, 'userId' | 'clientId'>): string {
  return userId ?? `client-${clientId}`;
}

/** The `aud` for resources: text when there is one (RFC 7519 §4.1.3). */
export function audienceClaim(resources: readonly string[]): string | readonly string[] {
  const [first] = resources;
  return resources.length === 1 && first !== undefined ? first : resources;
}

/** When and how the user of a token signed in (RFC 9068 §2.2.1). */
export function authenticationClaims(authenticatedAt: number): Required<Pick<AccessTokenClaims, 'auth_time' | 'acr' | 'amr'>> {
  return { auth_time: Math.floor(authenticatedAt / 1000), acr: PASSWORD_ACR, amr: AUTHENTICATION_METHODS_USED };
}
