import { expect, test } from 'vitest';
import { finish, finishInSlices, inSteps, STEP_ROWS, type Work } from './steps.ts';

function* sum(count: number): Work<number> {
  let total = 0;
  yield* inSteps(Array(count).fill(1), (one: number) => {
    total += one;
  });
  return total;
}

test('a work is the same at once and in slices', async () => {
  const count = STEP_ROWS * 10 + 1;
  let milliseconds = 0;
  let pauses = 0;
  const pause = async (): Promise<void> => {
    pauses += 1;
  };
  expect(await finishInSlices(sum(count), pause, () => milliseconds++)).toBe(count);
  expect(finish(sum(count))).toBe(count);
  expect(pauses).toBeGreaterThan(0);
});

test('others get their turn after a few milliseconds of work, and not before', async () => {
  const pausedAt: number[] = [];
  let now = 0;
  const pause = async (): Promise<void> => {
    pausedAt.push(now);
  };
  await finishInSlices(sum(STEP_ROWS * 12), pause, () => now++);
  expect(pausedAt.length).toBeGreaterThan(1);
  expect(pausedAt[0]).toBeGreaterThan(4);
});
