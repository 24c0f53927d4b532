import type { Storage } from '../storage.ts';

const INTERVAL_MS = 60_000;
const STEP_ROWS = 500;
const STEPS_A_ROUND = 100;

/** Removes expired rows in small steps, so that no request ever waits long behind the cleaning. */
export interface Housekeeping {
  /** Ends it; resolves when the step at hand is done. */
  stop(): Promise<void>;
}

/** Starts cleaning once a minute. `onError` hears of a round that failed; the next one tries again. */
export function startHousekeeping(storage: Storage, now: () => number, onError: (error: unknown) => void): Housekeeping {
  let stopping = false;
  let round: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    round = clean(storage, now, () => stopping).catch(onError);
  }, INTERVAL_MS);
  timer.unref();
  return {
    async stop() {
      stopping = true;
      clearInterval(timer);
      await round;
    },
  };
}

async function clean(storage: Storage, now: () => number, isStopping: () => boolean): Promise<void> {
  for (let step = 0; step < STEPS_A_ROUND && !isStopping(); step++) {
    const ended = await storage.transact(({ housekeeping }) => housekeeping.endExpiredMemberships(now(), STEP_ROWS));
    const deleted = await storage.transact(({ housekeeping }) => housekeeping.deleteExpired(now(), STEP_ROWS));
    if (ended.length + deleted === 0) return;
  }
}
