import { expect, test } from 'vitest';
import { createBoundedQueue, HashingBusy } from './bounded-queue.ts';

function gate(): { open: () => void; opened: Promise<void> } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

test('no more jobs run at once than the parallelism allows, and the rest run in order', async () => {
  const queue = createBoundedQueue({ parallelism: 2, queueLimit: 10 });
  let running = 0;
  let most = 0;
  const started: number[] = [];
  const jobs = Array.from({ length: 8 }, (_, index) =>
    queue.run(async () => {
      started.push(index);
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      return index;
    }),
  );
  expect(await Promise.all(jobs)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(most).toBe(2);
  expect(queue.pending).toBe(0);
});

test('beyond the queue limit a job is refused at once, with the seconds to wait, and is never run', async () => {
  const queue = createBoundedQueue({ parallelism: 1, queueLimit: 1 });
  const { open, opened } = gate();
  const first = queue.run(() => opened);
  const second = queue.run(() => opened);
  expect(queue.pending).toBe(2);
  let ran = false;
  const refused = await queue
    .run(async () => {
      ran = true;
    })
    .catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(HashingBusy);
  expect(refused).toMatchObject({ retryAfterSeconds: expect.any(Number) });
  open();
  await Promise.all([first, second]);
  expect(ran).toBe(false);
  expect(await queue.run(async () => 'again')).toBe('again');
});

test('a job that fails gives its place up', async () => {
  const queue = createBoundedQueue({ parallelism: 1, queueLimit: 0 });
  await expect(queue.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await queue.run(async () => 'works')).toBe('works');
});
