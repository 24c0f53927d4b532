import { equalDigests } from '../../crypto/hash.ts';
import type { ServerKeys } from '../../crypto/server-keys.ts';

/** A nonce is offered for so long, and taken for as long again. */
const STEP_MS = 180_000;

/** Nonces that this server gives out for proofs (RFC 9449 §8, §9): the same on every node. Times are milliseconds since 1970. */
export interface DpopNonces {
  /** Whether a proof without one is refused. */
  readonly required: boolean;
  /** The one to be used from `now` on, for three minutes at least. */
  current(now: number): string;
  accepts(nonce: string, now: number): boolean;
}

/** Nonces that need no memory: MACs of the time, in steps, under a key of their own. */
export function dpopNonces(keys: Pick<ServerKeys, 'mac'>, required: boolean): DpopNonces {
  const ofStep = (step: number): string => keys.mac('dpop-nonce', String(step));
  return {
    required,
    current: (now) => ofStep(Math.floor(now / STEP_MS)),
    accepts(nonce, now) {
      const step = Math.floor(now / STEP_MS);
      // The next one, too: the clock of the node that gave it may be ahead of ours.
      return [step, step - 1, step + 1].some((one) => equalDigests(ofStep(one), nonce));
    },
  };
}
