import type { ThrottleKey, ThrottlePolicy } from './throttle-keys.ts';
import type { ThrottleState, ThrottleStore } from './throttle-store.ts';

/** An attempt that counts as failed until it is settled or released: so no number of attempts at once gets past a limit. */
export interface Reservation {
  readonly entries: readonly { readonly key: ThrottleKey; readonly state: ThrottleState }[];
}

/** Whether an attempt may be made. `retryAt`: milliseconds since 1970. */
export type AttemptDecision =
  | { readonly allowed: true; readonly reservation: Reservation }
  | { readonly allowed: false; readonly scope: ThrottleKey['scope']; readonly retryAt: number };

const TRIES = 16;
const RETRY_AFTER_CONTENTION = 1000;

/**
 * Counts an attempt as a failure under every key before anything is verified, or denies it and counts nothing. Survives
 * a crash as a failure. When the counters are too contended to be sure, it denies.
 */
export async function reserveAttempt(
  throttles: ThrottleStore,
  keys: readonly ThrottleKey[],
  now: number,
): Promise<AttemptDecision> {
  const entries: { key: ThrottleKey; state: ThrottleState }[] = [];
  for (const key of keys) {
    const counted = await count(throttles, key, now);
    if ('retryAt' in counted) {
      await releaseAttempt(throttles, { entries });
      return { allowed: false, scope: key.scope, retryAt: counted.retryAt };
    }
    entries.push({ key, state: counted });
  }
  return { allowed: true, reservation: { entries } };
}

/** Takes back an attempt in which nothing was verified. */
export async function releaseAttempt(throttles: ThrottleStore, reservation: Reservation): Promise<void> {
  for (const { key, state } of reservation.entries) await uncount(throttles, key, state);
}

/**
 * Settles an attempt that succeeded: a row of failures of the account or the device is over, whereas an address loses
 * this attempt only, so that signing in as oneself does not buy further guesses at others.
 */
export async function settleSuccess(throttles: ThrottleStore, reservation: Reservation): Promise<void> {
  for (const { key, state } of reservation.entries) {
    if (key.policy.kind === 'growing_delay') await throttles.clear(key.key);
    else await uncount(throttles, key, state);
  }
}

/** Until when further attempts are denied under any of the keys, without counting one; `undefined`: they are not. */
export async function throttledUntil(
  throttles: Pick<ThrottleStore, 'find'>,
  keys: readonly ThrottleKey[],
  now: number,
): Promise<number | undefined> {
  for (const { key, policy } of keys) {
    const next = afterFailure(policy, await throttles.find(key), now);
    if ('retryAt' in next) return next.retryAt;
  }
  return undefined;
}

/** The counters of a reservation that, should the attempt fail, deny the next one at `now`. */
export function exhaustedBy(reservation: Reservation, now: number): { scope: ThrottleKey['scope']; until: number } | undefined {
  const exhausted = reservation.entries.find(({ state }) => state.blockedUntil > now);
  return exhausted && { scope: exhausted.key.scope, until: exhausted.state.blockedUntil };
}

async function count(throttles: ThrottleStore, { key, policy }: ThrottleKey, now: number): Promise<ThrottleState | Denial> {
  for (let tries = 0; tries < TRIES; tries++) {
    const current = await throttles.find(key);
    const next = afterFailure(policy, current, now);
    if ('retryAt' in next || (await throttles.advance(key, current, next))) return next;
  }
  return { retryAt: now + RETRY_AFTER_CONTENTION };
}

async function uncount(throttles: ThrottleStore, { key, policy }: ThrottleKey, reserved: ThrottleState): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const current = await throttles.find(key);
    const over = policy.kind === 'window' && current?.windowStart !== reserved.windowStart;
    if (current === undefined || current.count === 0 || over) return;
    const ours = policy.kind === 'window' || current.blockedUntil === reserved.blockedUntil;
    const next = { ...current, count: current.count - 1, blockedUntil: ours ? 0 : current.blockedUntil };
    if (await throttles.advance(key, current, next)) return;
  }
  // Contended to the end: it stays counted, which errs on the safe side.
}

interface Denial {
  readonly retryAt: number;
}

function afterFailure(policy: ThrottlePolicy, state: ThrottleState | undefined, now: number): ThrottleState | Denial {
  return policy.kind === 'window' ? afterWindowed(policy, state, now) : afterDelayed(policy, state, now);
}

function afterWindowed(
  policy: ThrottlePolicy & { kind: 'window' },
  state: ThrottleState | undefined,
  now: number,
): ThrottleState | Denial {
  const current = state !== undefined && now < state.windowStart + policy.window ? state : { count: 0, windowStart: now };
  const end = current.windowStart + policy.window;
  if (current.count >= policy.limit) return { retryAt: end };
  const failures = current.count + 1;
  return { count: failures, windowStart: current.windowStart, blockedUntil: failures >= policy.limit ? end : 0 };
}

function afterDelayed(
  policy: ThrottlePolicy & { kind: 'growing_delay' },
  state: ThrottleState | undefined,
  now: number,
): ThrottleState | Denial {
  const lastSeen = Math.max(state?.windowStart ?? 0, state?.blockedUntil ?? 0);
  const current = state !== undefined && now - lastSeen < policy.forgetAfter ? state : { count: 0, blockedUntil: 0 };
  if (current.blockedUntil > now) return { retryAt: current.blockedUntil };
  const failures = current.count + 1;
  const delay = failures < policy.free ? 0 : Math.min(policy.firstDelay * 2 ** (failures - policy.free), policy.longestDelay);
  // Here the window begins anew with each failure: the row ends when the last one is long enough ago.
  return { count: failures, windowStart: now, blockedUntil: delay === 0 ? 0 : now + delay };
}
