import { StorageUnavailable } from '../storage.ts';

/**
 * Waits for `work`, at most `limit` milliseconds: then rejects with `StorageUnavailable`. A unit of work that awaits only
 * stores ends before any timer can fire; one that awaits something else must not hold up the others for good.
 */
export function withDeadline<T>(work: Promise<T>, limit: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new StorageUnavailable(`a unit of work took longer than ${limit} ms`)), limit);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
