import { canonicalAddress } from '../../identity/credentials/throttle-keys.ts';
import { OAuthError } from '../oauth-error.ts';

/** What is kept for whoever proved nothing: requests as they came, those that a client signed at some time, and codes of devices. */
export type KeptKind = 'request' | 'signed_request' | 'device_code';

/** For whom something is to be kept, and when (milliseconds since 1970). */
export interface Keeping {
  readonly kind: KeptKind;
  readonly clientId: number;
  readonly address: string;
  readonly now: number;
}

/** A limit on the rows that callers can make who proved nothing: per client and address in a minute, and of a kind in all. */
export interface KeptRequestLimit {
  /** Counts one that is about to be kept. Throws `TooManyRequests` where that would be one too many, and counts nothing then. */
  count(keeping: Keeping): void;
}

/** Too much is kept for callers that proved nothing (RFC 9126 §2.3). */
export class TooManyRequests extends OAuthError {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('temporarily_unavailable', 'too many requests of clients that proved nothing; try again later');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

const MINUTE_MS = 60_000;
/** As long as anything of it lives: an opened request, or a device code. */
const LIFE_MS = 600_000;
/** SECURITY.md, defaults in force. An object that was signed comes by every browser of an office, behind one address. */
export const KEPT_A_MINUTE: Readonly<Record<KeptKind, number>> = { request: 60, signed_request: 600, device_code: 60 };
/** Of each kind, on this node. */
export const KEPT_IN_ALL = 10_000;

/** The limit, counted in memory: a flood that is refused costs no row of its own. */
export function keptRequestLimit(): KeptRequestLimit {
  const totals = new Map<string, Window>();
  const callers = new Map<string, Window>();
  return {
    count({ kind, clientId, address, now }) {
      const total = windowOf(totals, kind, { now, length: LIFE_MS });
      refuseFull(total, KEPT_IN_ALL, now);
      // Whoever was let through is remembered for a minute, and no more are let through than that.
      if (callers.size >= KEPT_IN_ALL) dropEnded(callers, now);
      const caller = windowOf(callers, `${kind} ${clientId} ${canonicalAddress(address)}`, { now, length: MINUTE_MS });
      refuseFull(caller, KEPT_A_MINUTE[kind], now);
      caller.count++;
      total.count++;
    },
  };
}

interface Window {
  readonly endsAt: number;
  count: number;
}

function windowOf(windows: Map<string, Window>, key: string, { now, length }: { now: number; length: number }): Window {
  const current = windows.get(key);
  // One that ends later than it could was begun before the clock was set back.
  if (current !== undefined && now < current.endsAt && current.endsAt <= now + length) return current;
  const next = { endsAt: now + length, count: 0 };
  windows.set(key, next);
  return next;
}

function refuseFull({ count, endsAt }: Window, limit: number, now: number): void {
  if (count >= limit) throw new TooManyRequests(Math.max(1, Math.ceil((endsAt - now) / 1000)));
}

function dropEnded(windows: Map<string, Window>, now: number): void {
  for (const [key, { endsAt }] of windows) if (endsAt <= now) windows.delete(key);
}
