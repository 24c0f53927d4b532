import type { IncomingMessage } from 'node:http';
import type { EdgeContext } from '../../http/edge-context.ts';
import type { RequestFacts } from '../../http/front/request-facts.ts';
import type { DpopProof } from '../sender-constraint/dpop-proof.ts';
import { presentedProof } from '../sender-constraint/use-proof.ts';

/** A request that may carry a proof, and its answer. */
export interface ProvenExchange {
  readonly request: IncomingMessage;
  /** Sets a header of the answer. */
  readonly setHeader: (name: string, value: string) => unknown;
  readonly facts: Pick<RequestFacts, 'path'>;
}

/**
 * The DPoP proof of a request to one of our endpoints, verified (RFC 9449 §5, §10.1); `undefined` when it carries none. Whoever sends
 * one is given a nonce for the next, in whatever answer follows (§8.2). Throws `invalid_dpop_proof` and `use_dpop_nonce`. That the
 * proof counts once is for `useProof` to see to, in the unit of work.
 */
export function receiveProof(
  { issuer, dpopNonces, now }: Pick<EdgeContext, 'issuer' | 'dpopNonces' | 'now'>,
  { request, setHeader, facts }: ProvenExchange,
): DpopProof | undefined {
  const headers = request.headersDistinct['dpop'] ?? [];
  if (headers.length === 0) return undefined;
  const at = now();
  setHeader('dpop-nonce', dpopNonces.current(at));
  const method = request.method ?? '';
  return presentedProof(headers, { method, url: `${issuer.href}${facts.path}`, nonces: dpopNonces, now: at });
}
