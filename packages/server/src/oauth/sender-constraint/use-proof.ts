import type { Client } from '../client/client.ts';
import type { ReplayStore } from '../client-authentication/replay-store.ts';
import { OAuthError, type Refused, refused } from '../oauth-error.ts';
import { type DpopProof, type ProofExpectation, verifyDpopProof } from './dpop-proof.ts';

/** The proof of a request, from its `DPoP` headers; `undefined` when there is none. Throws what `verifyDpopProof` throws. */
export function presentedProof(headers: readonly string[], expected: ProofExpectation): DpopProof | undefined {
  const [text] = headers;
  if (text === undefined) return undefined;
  // RFC 9449 §4.3: not more than one.
  if (headers.length > 1) throw new OAuthError('invalid_dpop_proof', 'the request carries more than one DPoP proof');
  return verifyDpopProof(text, expected);
}

/**
 * Uses a proof up in the unit of work at hand (RFC 9449 §11.1), on every node; a refusal when it was used before, or when the client
 * must send one and did not (§5.2).
 */
export async function useProof(proof: DpopProof | undefined, client: Client, replays: ReplayStore): Promise<Refused | undefined> {
  if (proof === undefined) {
    if (!client.metadata.dpop_bound_access_tokens) return undefined;
    return refused('invalid_dpop_proof', 'this client must send a DPoP proof');
  }
  return (await isFirstUse(proof, replays)) ? undefined : refused('invalid_dpop_proof', 'the DPoP proof was used before');
}

/** Whether a proof is used for the first time; it is used up by asking. */
export async function isFirstUse(proof: DpopProof, replays: ReplayStore): Promise<boolean> {
  return (await replays.record(proof.replayKey, proof.expiresAt)) === 'first_use';
}

/** Why a code or token that is bound to a key cannot be used with this proof (RFC 9449 §5, §10); `undefined` when it can. */
export function wrongKey(boundTo: string | null, proof: DpopProof | undefined): string | undefined {
  if (boundTo === null || boundTo === proof?.jkt) return undefined;
  return proof === undefined ? 'it is bound to a key: a DPoP proof by that key must be sent' : 'it is bound to another key';
}
