/** Work done step by step: it may be left between any two `yield`s, and answers at its end. */
export type Work<T> = Generator<void, T>;

/** How many rows are a step: some tens of microseconds. */
export const STEP_ROWS = 256;

/** How long is worked before others get their turn, in milliseconds. */
const SLICE_MS = 4;

/** Does all of a work at once. */
export function finish<T>(work: Work<T>): T {
  for (let step = work.next(); ; step = work.next()) if (step.done === true) return step.value;
}

/** Does a work in slices of a few milliseconds, with `pause` between them, so that nobody waits for the whole. */
export async function finishInSlices<T>(work: Work<T>, pause: () => Promise<unknown>, elapsed: () => number): Promise<T> {
  for (let startedAt = elapsed(); ; ) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (elapsed() - startedAt < SLICE_MS) continue;
    await pause();
    startedAt = elapsed();
  }
}

/** The items of a list, with a step after every so many. */
export function* inSteps<T>(items: Iterable<T>, take: (item: T) => void): Work<void> {
  let count = 0;
  for (const item of items) {
    take(item);
    count += 1;
    if (count % STEP_ROWS === 0) yield;
  }
}
