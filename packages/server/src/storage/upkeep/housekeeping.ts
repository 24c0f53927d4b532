import type { Storage } from '../storage.ts';
import { type Housekeeping, startRounds } from './rounds.ts';

const INTERVAL_MS = 60_000;
const STEP_ROWS = 500;
const STEPS_A_ROUND = 100;

/** Starts removing expired rows once a minute, in small steps, so that no request ever waits long behind the cleaning. */
export function startHousekeeping(storage: Storage, now: () => number, onError: (error: unknown) => void): Housekeeping {
  return startRounds((isStopping) => clean(storage, now, isStopping), { intervalMs: INTERVAL_MS, onError });
}

async function clean(storage: Storage, now: () => number, isStopping: () => boolean): Promise<void> {
  for (let step = 0; step < STEPS_A_ROUND && !isStopping(); step++) {
    const ended = await storage.transact(({ housekeeping }) => housekeeping.endExpiredMemberships(now(), STEP_ROWS));
    const deleted = await storage.transact(({ housekeeping }) => housekeeping.deleteExpired(now(), STEP_ROWS));
    if (ended.length + deleted === 0) return;
  }
}
