import type { Authorities } from '../../../authority/authorities.ts';
import { loadAuthorityClaims } from '../../../authority/token-claims.ts';
import type { UserStore } from '../../../identity/user/user.ts';
import type { SigningKeys } from '../../../signing-keys/signing-keys.ts';
import { toldClaims, withScopesOf } from '../../grant/claims-request.ts';
import { storedScope } from '../../scope.ts';
import type { Issued } from '../issue-tokens.ts';
import { carriesIdToken, ID_TOKEN_TYPE, idTokenClaims } from './id-token.ts';
import { type UserClaims, userClaims } from './user-claims.ts';

/** What an ID token is signed with, and what it tells is read from. */
export interface IdTokenContext {
  /** The issuer, as configured. */
  readonly issuer: string;
  readonly signingKeys: SigningKeys;
  readonly authorities: Pick<Authorities, 'state'>;
  readonly storage: { read<T>(work: (stores: { readonly users: UserStore }) => Promise<T>): Promise<T> };
}

/**
 * The ID token that goes with these tokens, when their scope has `openid` (OpenID Connect Core §3.1.3.3, §12.2). After the commit: it
 * tells of roles and permissions, which may have to be loaded.
 */
export async function signIdToken(issued: Issued, accessToken: string, context: IdTokenContext): Promise<string | undefined> {
  const { grant, nonce, now } = issued;
  const scopes = storedScope(issued.accessToken.scope);
  if (grant.userId === null || !carriesIdToken(grant, scopes)) return undefined;
  const { idToken: names } = toldClaims(grant, issued.accessToken.scope);
  const { issuer, signingKeys, authorities } = context;
  const wish = { userId: grant.userId, scopes: withScopesOf(scopes, names), issuer, now };
  const authority = await loadAuthorityClaims(authorities, grant.clientId, wish);
  const told = { ...(await personal(grant.userId, names, context)), ...authority };
  const algorithm = issued.client.metadata.id_token_signed_response_alg;
  const claims = idTokenClaims({ issuer, grant, algorithm, accessToken, nonce, told, now });
  return signingKeys.jwt(claims, { algorithm, typ: ID_TOKEN_TYPE, now });
}

// OpenID Connect Core §5.4: with an access token, the claims of scopes are told by the userinfo endpoint; here only those of `claims`.
async function personal(userId: string, names: readonly string[], { storage }: IdTokenContext): Promise<UserClaims> {
  if (names.length === 0) return {};
  const user = await storage.read(({ users }) => users.find(userId));
  return user === undefined ? {} : userClaims(user, new Set(), names);
}
