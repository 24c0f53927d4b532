import { StorageUnavailable } from '../storage.ts';

/** Work that was begun in this turn of the event loop; most of it ends in the same turn, and needs no timer of its own. */
const begun: Set<Waiting> = new Set();
let isStarting = false;

interface Waiting {
  readonly limit: number;
  readonly reject: (error: Error) => void;
  timer?: NodeJS.Timeout;
}

/**
 * Waits for `work`, at most about `limit` milliseconds: then rejects with `StorageUnavailable`. A unit of work that awaits only
 * stores ends before any timer can fire; one that awaits something else must not hold up the others for good.
 */
export function withDeadline<T>(work: Promise<T>, limit: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const waiting: Waiting = { limit, reject };
    if (!isStarting) setImmediate(startTimers);
    isStarting = true;
    begun.add(waiting);
    work.then(
      (value) => {
        end(waiting);
        resolve(value);
      },
      (error: unknown) => {
        end(waiting);
        reject(error);
      },
    );
  });
}

function end(waiting: Waiting): void {
  if (waiting.timer === undefined) begun.delete(waiting);
  else clearTimeout(waiting.timer);
}

function startTimers(): void {
  isStarting = false;
  for (const waiting of begun) {
    const { limit, reject } = waiting;
    const expire = (): void => reject(new StorageUnavailable(`a unit of work took longer than ${limit} ms`));
    waiting.timer = setTimeout(expire, limit);
  }
  begun.clear();
}
