import type { Authorities } from '../../authority/authorities.ts';
import { loadAuthorityClaims } from '../../authority/token-claims.ts';
import type { SigningKeys } from '../../signing-keys/signing-keys.ts';
import { storedScope } from '../scope.ts';
import { ACCESS_TOKEN_TYPE, accessTokenClaims } from './access-token-claims.ts';
import type { Issued } from './issue-tokens.ts';

/** What a JWT access token is signed with, and what it tells is read from. */
export interface AccessTokenContext {
  /** The issuer, as configured. */
  readonly issuer: string;
  readonly signingKeys: SigningKeys;
  readonly authorities: Pick<Authorities, 'state'>;
}

/**
 * The access token as it goes to its client: opaque, or a JWT where its resource server wants that (RFC 9068 §3). After the commit: it
 * may tell of roles and permissions at the resource server, which may have to be loaded.
 */
export async function signAccessToken(issued: Issued, context: AccessTokenContext): Promise<string> {
  const { accessToken: token, audience, grant, now } = issued;
  const { jwtAlgorithm: algorithm, server } = audience;
  if (algorithm === null || server === null) return issued.opaque;
  const { issuer, signingKeys, authorities } = context;
  const { userId } = token;
  const wish = userId === null ? undefined : { userId, scopes: storedScope(token.scope), issuer, now };
  const authority = wish === undefined ? {} : await loadAuthorityClaims(authorities, server, wish);
  const claims = accessTokenClaims({ issuer, token, authenticatedAt: grant.authenticatedAt, authority });
  return signingKeys.jwt(claims, { algorithm, typ: ACCESS_TOKEN_TYPE, now });
}
