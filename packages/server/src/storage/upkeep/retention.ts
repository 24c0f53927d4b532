import type { Storage } from '../storage.ts';
import { type Housekeeping, startRounds } from './rounds.ts';

const INTERVAL_MS = 3_600_000;
const STEP_ROWS = 500;
const PAGE = 200;

/** For how long what is over is kept, in milliseconds; `undefined`: for ever. */
export interface RetentionLimits {
  readonly historyMs: number | undefined;
  readonly auditMs: number | undefined;
}

/** Starts deleting, once an hour, history and audit rows that are older than is to be kept. `onError` hears of a round that failed. */
export function startRetention(
  storage: Storage,
  limits: RetentionLimits,
  clock: { readonly now: () => number; readonly onError: (error: unknown) => void },
): Housekeeping {
  const round = (isStopping: () => boolean): Promise<void> => enforceRetention(storage, limits, { now: clock.now(), isStopping });
  return startRounds(round, { intervalMs: INTERVAL_MS, onError: clock.onError });
}

/** Deletes what is older than is to be kept at `now`, in small steps, so that no request waits long behind it. */
export async function enforceRetention(
  storage: Storage,
  limits: RetentionLimits,
  round: { readonly now: number; readonly isStopping: () => boolean },
): Promise<void> {
  const { now, isStopping } = round;
  if (limits.historyMs !== undefined) await trimHistories(storage, now - limits.historyMs, isStopping);
  if (limits.auditMs !== undefined) await trimAudit(storage, now - limits.auditMs, isStopping);
}

async function trimHistories(storage: Storage, before: number, isStopping: () => boolean): Promise<void> {
  for (let after = -1; ; ) {
    const clients = await storage.read(({ housekeeping }) => housekeeping.histories(after, PAGE));
    for (const id of clients) {
      while (!isStopping()) {
        if ((await storage.transact(({ housekeeping }) => housekeeping.trimHistory(id, before, STEP_ROWS))) === 0) break;
      }
    }
    after = clients.at(-1) ?? after;
    if (clients.length < PAGE || isStopping()) return;
  }
}

async function trimAudit(storage: Storage, before: number, isStopping: () => boolean): Promise<void> {
  for (const chain of await storage.read(({ audit }) => audit.chains())) {
    while (!isStopping()) {
      if ((await storage.transact(({ audit }) => audit.trim(chain, before, STEP_ROWS))) === 0) break;
    }
  }
}
