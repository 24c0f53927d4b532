import { reserveAttempt, throttledUntil } from '../../identity/credentials/throttle.ts';
import { canonicalAddress, clientSecretKey } from '../../identity/credentials/throttle-keys.ts';
import type { ThrottleStore } from '../../identity/credentials/throttle-store.ts';
import { OAuthError } from '../oauth-error.ts';

const SUSPICION_MS = 10 * 60_000;
const REMEMBERED = 10_000;

/** Who tries a client's secret, and when (milliseconds since 1970). */
export interface SecretAttempt {
  readonly clientId: number;
  readonly address: string;
  readonly now: number;
}

/** A limit on wrong client secrets per client and address: 20 in 10 minutes (SECURITY.md, defaults in force). */
export interface ClientFailureLimit {
  /** The refusal while the limit is reached; to be asked in the unit of work that would verify the secret, before it. */
  refusal(throttles: ThrottleStore, attempt: SecretAttempt): Promise<OAuthError | undefined>;
  /** Whether a wrong secret was given to this node lately; reads memory only. */
  isSuspect(attempt: SecretAttempt): boolean;
  /** Makes every further attempt be looked up before it is verified. */
  suspect(attempt: SecretAttempt): void;
  /** Counts a wrong secret, in the unit of work that found it wrong. */
  countFailure(throttles: ThrottleStore, attempt: SecretAttempt): Promise<void>;
}

/** Too many wrong secrets: whether the one at hand is right is not looked at. */
export class TooManyFailures extends OAuthError {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('invalid_client', 'too many failed client authentications from this address', { detail: 'client failure limit' });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * The limit, counted in the database for all nodes. Whoever gave no wrong secret to this node lately is not looked up, so
 * requests that succeed pay nothing; the first wrong one makes every later attempt be looked up before it is verified.
 */
export function clientFailureLimit(): ClientFailureLimit {
  const suspects = new Map<string, number>();
  const limit: ClientFailureLimit = {
    isSuspect: ({ clientId, address, now }) => suspects.size > 0 && (suspects.get(suspectKey(clientId, address)) ?? 0) > now,
    suspect({ clientId, address, now }) {
      const key = suspectKey(clientId, address);
      // Put at the end, so that the order is that of the last wrong secret.
      suspects.delete(key);
      if (suspects.size >= REMEMBERED) dropOldestHalf(suspects);
      suspects.set(key, now + SUSPICION_MS);
    },
    async refusal(throttles, attempt) {
      if (!limit.isSuspect(attempt)) return undefined;
      const { clientId, address, now } = attempt;
      const until = await throttledUntil(throttles, [clientSecretKey(clientId, address)], now);
      return until === undefined ? undefined : new TooManyFailures(Math.max(1, Math.ceil((until - now) / 1000)));
    },
    async countFailure(throttles, attempt) {
      limit.suspect(attempt);
      await reserveAttempt(throttles, [clientSecretKey(attempt.clientId, attempt.address)], attempt.now);
    },
  };
  return limit;
}

// Not all: who tries from thousands of addresses would make those be forgotten who are at it right now.
function dropOldestHalf(suspects: Map<string, number>): void {
  for (const key of [...suspects.keys()].slice(0, REMEMBERED / 2)) suspects.delete(key);
}

function suspectKey(clientId: number, address: string): string {
  return `${clientId}:${canonicalAddress(address)}`;
}
