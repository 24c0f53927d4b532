import type { IncomingMessage } from 'node:http';
import type { EdgeContext } from '../../../http/edge-context.ts';
import type { ReplayStore } from '../../client-authentication/replay-store.ts';
import { OAuthError } from '../../oauth-error.ts';
import type { DpopProof } from '../../sender-constraint/dpop-proof.ts';
import { isFirstUse, presentedProof } from '../../sender-constraint/use-proof.ts';
import { BoundTokenRefused } from './bearer-challenge.ts';
import type { PresentedToken } from './presented-token.ts';

/** A request to one of our own APIs, and the access token in it. `now` is in milliseconds since 1970. */
export interface ResourceRequest {
  readonly request: Pick<IncomingMessage, 'headersDistinct' | 'method'>;
  /** The path under the issuer's, without a query. */
  readonly path: string;
  readonly presented: PresentedToken | undefined;
  readonly now: number;
}

/**
 * The proof that goes with a token of the scheme `DPoP` (RFC 9449 §7.1), verified with the token's hash; `undefined` for a bearer.
 * Throws `invalid_dpop_proof`, `use_dpop_nonce` (§9), and `invalid_token` for a proof beside another scheme.
 */
export function resourceProof(
  { issuer, dpopNonces }: Pick<EdgeContext, 'issuer' | 'dpopNonces'>,
  { request, path, presented, now }: ResourceRequest,
): DpopProof | undefined {
  const headers = request.headersDistinct['dpop'] ?? [];
  if (presented?.scheme !== 'dpop') {
    if (headers.length === 0 || presented === undefined) return undefined;
    throw new BoundTokenRefused('a DPoP proof goes with the scheme DPoP');
  }
  const about = { method: request.method ?? '', url: `${issuer.href}${path}`, accessToken: presented.token };
  const proof = presentedProof(headers, { ...about, nonces: dpopNonces, now });
  if (proof === undefined) throw new OAuthError('invalid_dpop_proof', 'the request carries no DPoP proof');
  return proof;
}

/** Uses a proof up, once its token is known to work. Throws `invalid_dpop_proof` when it was used before (RFC 9449 §11.1). */
export async function spendProof(
  storage: { transact<T>(work: (stores: { readonly replays: ReplayStore }) => Promise<T>): Promise<T> },
  proof: DpopProof | undefined,
): Promise<void> {
  if (proof === undefined || (await storage.transact(({ replays }) => isFirstUse(proof, replays)))) return;
  throw new OAuthError('invalid_dpop_proof', 'the DPoP proof was used before');
}
