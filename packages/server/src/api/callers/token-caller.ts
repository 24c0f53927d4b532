import type { EdgeContext } from '../../http/edge-context.ts';
import type { User } from '../../identity/user/user.ts';
import { BoundTokenRefused, bearerChallenge, isProofRefused } from '../../oauth/endpoints/bearer/bearer-challenge.ts';
import type { PresentedToken } from '../../oauth/endpoints/bearer/presented-token.ts';
import { proveToken } from '../../oauth/endpoints/bearer/prove-token.ts';
import { resourceProof, spendProof } from '../../oauth/endpoints/bearer/resource-proof.ts';
import { OAuthError } from '../../oauth/oauth-error.ts';
import type { StoredAccessToken } from '../../oauth/tokens/access-token.ts';
import { Unauthenticated } from '../api-failure.ts';
import type { CallerRequest } from './caller.ts';
import { deadCredential } from './confirm-caller.ts';

/** A token that works here, and whose it is. */
export interface TokenOwner {
  readonly token: StoredAccessToken;
  /** `undefined`: a client that acts for itself. */
  readonly user: User | undefined;
}

/**
 * The access token of a request with its user, by the same rules as at the userinfo endpoint (RFC 6750 §3, RFC 9449 §7). Throws
 * `Unauthenticated`.
 */
export async function presentedOwner(
  context: EdgeContext,
  presented: PresentedToken,
  { request, path, now }: CallerRequest,
): Promise<TokenOwner> {
  try {
    const proof = resourceProof(context, { request, path, presented, now });
    const owner = await context.storage.read(async (stores) => {
      const token = await proveToken(stores, presented, { now, proof });
      return { token, user: token.userId === null ? undefined : await stores.users.find(token.userId) };
    });
    await spendProof(context.storage, proof);
    return owner;
  } catch (error) {
    throw error instanceof OAuthError ? unauthenticated(context, error, now) : error;
  }
}

function unauthenticated({ issuer, dpopNonces }: EdgeContext, error: OAuthError, now: number): Unauthenticated {
  const challenge = bearerChallenge(error, issuer.href);
  if (challenge === undefined || !(error instanceof BoundTokenRefused || isProofRefused(error))) return deadCredential('token');
  const code = error.code === 'invalid_dpop_proof' || error.code === 'use_dpop_nonce' ? error.code : 'invalid_token';
  return new Unauthenticated(code, error.description, { challenge, nonce: dpopNonces.current(now) });
}
