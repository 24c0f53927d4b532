import type { UserinfoResponse } from '@hufu/contract';
import { asksForAuthority, loadAuthorityClaims } from '../../../authority/token-claims.ts';
import type { EdgeContext } from '../../../http/edge-context.ts';
import type { User } from '../../../identity/user/user.ts';
import { type GrantedClaims, toldClaims, withScopesOf } from '../../grant/claims-request.ts';
import { OAuthError } from '../../oauth-error.ts';
import { storedScope } from '../../scope.ts';
import type { DpopProof } from '../../sender-constraint/dpop-proof.ts';
import type { StoredAccessToken } from '../../tokens/access-token.ts';
import { userClaims } from '../../tokens/id-token/user-claims.ts';
import type { KnownTokens } from '../../tokens/presented/known-tokens.ts';
import { InsufficientScope } from '../bearer/bearer-challenge.ts';
import type { PresentedToken } from '../bearer/presented-token.ts';
import { provenBearer, proveToken } from '../bearer/prove-token.ts';

/** An access token as it came, and when (milliseconds since 1970). */
export interface TokenArrival {
  readonly presented: PresentedToken | undefined;
  /** The proof that came with it, verified (RFC 9449 §7.1). */
  readonly proof: DpopProof | undefined;
  readonly now: number;
}

/**
 * What the access token's client may know of its user: `sub` always, the claims of its scopes and those that the `claims` parameter
 * asked for (OpenID Connect Core §5.3.2). Throws `CredentialsMissing`, `invalid_token` and `InsufficientScope`.
 */
export async function userinfo(
  { storage, authorities, issuer }: Pick<EdgeContext, 'storage' | 'authorities' | 'issuer'>,
  { presented, proof, now }: TokenArrival,
): Promise<UserinfoResponse> {
  const { token, user, claims } = await storage.read(async (stores) => {
    const proven = await proveToken(stores, presented, { now, proof });
    // Before anything is said of a person: a client that acts for itself has none.
    if (!storedScope(proven.scope).has('openid') || proven.userId === null) throw new InsufficientScope('openid');
    const grant = await stores.grants.find(proven.grantId);
    return { token: proven, user: await stores.users.find(proven.userId), claims: toldClaims(grant, proven.scope) };
  });
  // Erased since the token was found to work.
  if (user === undefined) throw new OAuthError('invalid_token', 'the access token is unknown, expired or revoked');
  const scopes = withScopesOf(storedScope(token.scope), claims.userinfo);
  const wish = { userId: user.id, scopes, issuer: issuer.href, now };
  return { ...told(token, user, claims), ...(await loadAuthorityClaims(authorities, token.clientId, wish)) };
}

/** The same of a bearer token that works and is in memory, and whose scope asks for no roles or permissions, which are looked up. */
export function userinfoKnown(known: KnownTokens, presented: PresentedToken, now: number): UserinfoResponse | undefined {
  const { token, user } = provenBearer(known, presented, now) ?? {};
  const grant = token === undefined ? undefined : known.grant(token.grantId);
  if (token === undefined || user === undefined || grant === undefined) return undefined;
  const scopes = storedScope(token.scope);
  const claims = toldClaims(grant, token.scope);
  if (!scopes.has('openid') || asksForAuthority(withScopesOf(scopes, claims.userinfo))) return undefined;
  return told(token, user, claims);
}

function told(token: StoredAccessToken, user: User, { userinfo: names }: GrantedClaims): UserinfoResponse {
  return { sub: user.id, ...userClaims(user, storedScope(token.scope), names) };
}
