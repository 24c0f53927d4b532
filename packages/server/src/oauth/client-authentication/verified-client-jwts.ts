import { sha256Hex } from '../../crypto/hash.ts';
import type { Client } from '../client/client.ts';
import type { TimeWindow } from './authentication-method.ts';

/** How many are remembered at least, of those that came last; at most twice as many. */
const BOUND = 5_000;

interface Verified extends TimeWindow {
  readonly client: Client;
}

/** A client's JWT that was verified: as it was sent, the client it proved, and when it is timely. */
export interface VerifiedJwt {
  readonly sent: string;
  readonly client: Client;
  readonly window: TimeWindow;
}

/**
 * JWTs of the tally dialect that were verified, by their SHA-256, so that one sent again need not be verified again
 * (contract/oauth2.md §3: equal JWTs are accepted inside the window). Those of clients that refuse a repeat are not kept.
 */
export class VerifiedClientJwts {
  #latest = new Map<string, Verified>();
  #earlier: ReadonlyMap<string, Verified> = this.#latest;

  /** The client that a JWT proved, inside its window. It counts only as long as the client is still this very object. */
  find(sent: string, now: number): Client | undefined {
    const key = sha256Hex(sent);
    const verified = this.#latest.get(key) ?? this.#earlier.get(key);
    return verified !== undefined && now >= verified.from && now < verified.until ? verified.client : undefined;
  }

  /** Remembers what was just verified at `now`, in milliseconds since 1970. */
  remember({ sent, client, window }: VerifiedJwt, now: number): void {
    if (client.refuseJwtReplay) return;
    // It may have been signed with the secret that ends then.
    const until = now < client.oldSecretExpiresAt ? Math.min(window.until, client.oldSecretExpiresAt) : window.until;
    if (this.#latest.size >= BOUND) {
      this.#earlier = this.#latest;
      this.#latest = new Map();
    }
    this.#latest.set(sha256Hex(sent), { client, from: window.from, until });
  }
}
