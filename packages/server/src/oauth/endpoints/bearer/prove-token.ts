import { OAuthError } from '../../oauth-error.ts';
import type { DpopProof } from '../../sender-constraint/dpop-proof.ts';
import type { StoredAccessToken } from '../../tokens/access-token.ts';
import type { KnownTokens, OwnedAccessToken } from '../../tokens/presented/known-tokens.ts';
import { type AccessTokenStores, liveAccessToken, liveInMemory } from '../../tokens/presented/live-access-token.ts';
import { BoundTokenRefused, CredentialsMissing, type TokenProblem } from './bearer-challenge.ts';
import type { PresentedToken } from './presented-token.ts';

/**
 * The access token that was presented to us as a resource server, if it works here and in this way. Throws `CredentialsMissing`
 * for none, and `invalid_token` (RFC 6750 §3.1) for one that is unknown, expired, revoked, for other resources (RFC 8707 §2), or bound to
 * a key and presented without it (RFC 9449 §7.2).
 */
export async function proveToken(
  stores: AccessTokenStores,
  presented: PresentedToken | undefined,
  { now, proof }: { readonly now: number; readonly proof: DpopProof | undefined },
): Promise<StoredAccessToken> {
  if (presented === undefined) throw new CredentialsMissing();
  const token = await liveAccessToken(stores, presented.token, now);
  if (token === undefined) throw refusal(presented, 'the access token is unknown, expired or revoked');
  if (token.resources.length > 0) throw refusal(presented, 'the access token is for other resources');
  expectBinding(token, presented, proof);
  return token;
}

/** The same of a bearer token, as far as memory tells; `undefined` says nothing but that a closer look is needed. */
export function provenBearer(known: KnownTokens, { scheme, token }: PresentedToken, now: number): OwnedAccessToken | undefined {
  const owned = scheme === 'bearer' ? liveInMemory(known, token, now) : undefined;
  return owned?.token.resources.length === 0 && owned.token.dpopJkt === null ? owned : undefined;
}

/** Throws unless a token is presented in the way in which it is bound, or not bound, to a key (RFC 9449 §7.1, §7.2). */
export function expectBinding({ dpopJkt }: StoredAccessToken, { scheme }: PresentedToken, proof: DpopProof | undefined): void {
  if (dpopJkt === null) {
    if (scheme === 'dpop') throw new BoundTokenRefused('the access token is bound to no key');
    return;
  }
  // RFC 9449 §7.2: a stolen one must not be good as a bearer token.
  if (scheme !== 'dpop') throw new BoundTokenRefused('the access token is bound to a key: use the scheme DPoP, with a proof');
  if (proof?.jkt !== dpopJkt)
    throw new OAuthError('invalid_dpop_proof', 'the DPoP proof is by another key than the access token');
}

function refusal({ scheme }: PresentedToken, description: TokenProblem): OAuthError {
  return scheme === 'dpop' ? new BoundTokenRefused(description) : new OAuthError('invalid_token', description);
}
