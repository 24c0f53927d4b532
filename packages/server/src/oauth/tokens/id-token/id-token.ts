import { createHash } from 'node:crypto';
import type { AuthorityClaims } from '../../../authority/token-claims.ts';
import type { SigningAlgorithm } from '../../client/metadata/client-metadata.ts';
import type { Grant } from '../../grant/grant.ts';
import type { UserClaims } from './user-claims.ts';

/** The `typ` in the header of our ID tokens: none other of our JWTs has it (RFC 8725 §3.11). */
export const ID_TOKEN_TYPE = 'JWT';

/** How long an ID token is good, in seconds: it says that somebody signed in, and is read at once. */
export const ID_TOKEN_LIFETIME_SECONDS = 300;

/** The one way in which users prove who they are here, by a name that other systems know (OpenID Connect Core §2). */
export const PASSWORD_ACR = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport';

/** The methods of RFC 8176 §2 that a sign-in here has used. */
export const AUTHENTICATION_METHODS_USED: readonly string[] = ['pwd'];

/** The claims of an ID token (OpenID Connect Core §2). */
export interface IdTokenClaims extends UserClaims, AuthorityClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string;
  readonly iat: number;
  readonly exp: number;
  readonly auth_time: number;
  readonly acr: string;
  readonly amr: readonly string[];
  readonly at_hash: string;
  readonly nonce?: string;
  readonly sid?: string;
}

/** What an ID token is made of. */
export interface IdTokenFacts {
  readonly issuer: string;
  readonly grant: Grant;
  readonly algorithm: SigningAlgorithm;
  /** The access token that goes with it, as it is sent. */
  readonly accessToken: string;
  /** That of the authorization request, with its code only (OpenID Connect Core §12.2). */
  readonly nonce: string | null;
  /** What of the person, and of their authority, was asked for. */
  readonly told: UserClaims & AuthorityClaims;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Whether tokens of this scope go with an ID token: where `openid` was granted by somebody who signed in in a browser. A token
 * for a personal secret (`grant_type=password`) tells of no sign-in.
 */
export function carriesIdToken({ userId, sessionId }: Grant, scopes: ReadonlySet<string>): boolean {
  return userId !== null && sessionId !== null && scopes.has('openid');
}

/** The claims of an ID token. `azp` is left out, since the audience is the client alone. */
export function idTokenClaims({ issuer, grant, algorithm, accessToken, nonce, told, now }: IdTokenFacts): IdTokenClaims {
  const iat = Math.floor(now / 1000);
  return {
    ...told,
    iss: issuer,
    sub: grant.userId ?? '',
    aud: String(grant.clientId),
    iat,
    exp: iat + ID_TOKEN_LIFETIME_SECONDS,
    auth_time: Math.floor(grant.authenticatedAt / 1000),
    acr: PASSWORD_ACR,
    amr: AUTHENTICATION_METHODS_USED,
    at_hash: leftHalf(accessToken, algorithm),
    ...(nonce === null ? {} : { nonce }),
    ...(grant.sessionId === null ? {} : { sid: grant.sessionId }),
  };
}

// RFC 8032 §5.1: Ed25519 hashes by SHA-512, and so do the clients that know EdDSA.
const HASHES: Readonly<Record<SigningAlgorithm, string>> = { RS256: 'sha256', ES256: 'sha256', EdDSA: 'sha512' };

/** `at_hash`: the left half of the hash that goes with the algorithm (OpenID Connect Core §3.1.3.6). */
function leftHalf(text: string, algorithm: SigningAlgorithm): string {
  const digest = createHash(HASHES[algorithm]).update(text, 'latin1').digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
}
