import { expect, test } from 'vitest';
import { progressOf } from './progress.ts';

test('progress rewrites one line, at most ten times a second, and takes it away at the end', () => {
  const written: string[] = [];
  let now = 0;
  const progress = progressOf(12_000, { write: (text) => written.push(text), now: () => now });
  for (const [at, done] of [
    [0, 200],
    [50, 400],
    [99, 600],
    [100, 3_000],
  ] as const) {
    now = at;
    progress.show(done);
  }
  progress.end();
  expect(written).toEqual(['\r\u001b[K200 of 12,000 rows, 1 %', '\r\u001b[K3,000 of 12,000 rows, 25 %', '\r\u001b[K']);
});

test('where nothing was shown, nothing is taken away', () => {
  const written: string[] = [];
  progressOf(0, { write: (text) => written.push(text), now: () => 0 }).end();
  expect(written).toEqual([]);
});
