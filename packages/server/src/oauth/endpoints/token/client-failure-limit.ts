import { reserveAttempt } from '../../../identity/credentials/throttle.ts';
import { canonicalAddress, clientSecretKey } from '../../../identity/credentials/throttle-keys.ts';
import type { Storage } from '../../../storage/storage.ts';
import { OAuthError } from '../../oauth-error.ts';

const REMEMBERED = 10_000;

/** A limit on failed client authentications per client and address: 20 in 10 minutes (guides/security.md §6). */
export interface ClientFailureLimit {
  /** Throws `invalid_client` while too many failures stand against this client and address. Reads memory only. */
  refuseWhileBlocked(clientId: string, address: string, now: number): void;
  /** Counts a failure, exactly and for all nodes. */
  recordFailure(clientId: number, address: string, now: number): Promise<void>;
}

/**
 * The limit, counted in the database and remembered in memory where it is reached, so that requests that succeed never
 * pay for it. Another node learns of a block with the first failure it sees itself.
 */
export function clientFailureLimit(storage: Storage): ClientFailureLimit {
  const blocked = new Map<string, number>();
  return {
    refuseWhileBlocked(clientId, address, now) {
      const until = blocked.get(keyOf(clientId, address));
      if (until === undefined || until <= now) return;
      throw new OAuthError('invalid_client', 'too many failed client authentications from this address; wait ten minutes', {
        detail: 'client failure limit',
      });
    },
    async recordFailure(clientId, address, now) {
      const key = keyOf(String(clientId), address);
      const counted = await storage.transact(({ throttles }) =>
        reserveAttempt(throttles, [clientSecretKey(clientId, address)], now),
      );
      if (counted.allowed) return;
      if (blocked.size >= REMEMBERED) blocked.clear();
      blocked.set(key, counted.retryAt);
    },
  };
}

function keyOf(clientId: string, address: string): string {
  return `${clientId}:${canonicalAddress(address)}`;
}
