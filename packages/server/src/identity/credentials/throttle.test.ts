import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AttemptDecision, exhaustedBy, releaseAttempt, reserveAttempt, settleSuccess, throttledUntil } from './throttle.ts';
import { addressKey, clientSecretKey, deviceKey, type ThrottleKey } from './throttle-keys.ts';
import type { ThrottleState, ThrottleStore } from './throttle-store.ts';

const MINUTE = 60_000;
const now = 1_800_000_000_000;
const account = deviceKey('account');
const address = addressKey('192.0.2.1');

/** Counters whose every answer can be put off by `pause`, so that attempts interleave as they do on several nodes. */
function throttleStore(pause: () => Promise<unknown> = async () => undefined): ThrottleStore {
  const states = new Map<string, ThrottleState>();
  return {
    async find(key) {
      await pause();
      return states.get(key);
    },
    async advance(key, expected, next) {
      await pause();
      const current = states.get(key);
      const same =
        current === expected ||
        (current !== undefined &&
          expected !== undefined &&
          current.count === expected.count &&
          current.windowStart === expected.windowStart &&
          current.blockedUntil === expected.blockedUntil);
      if (same) states.set(key, next);
      return same;
    },
    async clear(key) {
      await pause();
      states.delete(key);
    },
  };
}

async function fail(store: ThrottleStore, keys: readonly ThrottleKey[], times: number): Promise<AttemptDecision> {
  let last: AttemptDecision | undefined;
  for (let time = 0; time < times; time++) last = await reserveAttempt(store, keys, now);
  if (last === undefined) throw new Error('at least one');
  return last;
}

async function succeed(store: ThrottleStore, keys: readonly ThrottleKey[], at: number = now): Promise<void> {
  const decision = await reserveAttempt(store, keys, at);
  if (!decision.allowed) throw new Error('denied');
  await settleSuccess(store, decision.reservation);
}

test('ten failures on an account are free; then each is followed by a delay from 30 s that doubles up to 15 min', async () => {
  const store = throttleStore();
  const delays: number[] = [];
  let time = now;
  for (let failure = 1; failure <= 20; failure++) {
    expect(await reserveAttempt(store, [account], time)).toMatchObject({ allowed: true });
    const until = await throttledUntil(store, [account], time);
    delays.push((until ?? time) - time);
    time = until ?? time;
  }
  expect(delays.map((delay) => delay / 1000)).toEqual([
    0, 0, 0, 0, 0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900, 900, 900, 900,
  ]);
});

test('no account is locked for good: after any number of failures an attempt is allowed within 15 min', async () => {
  const store = throttleStore();
  let time = now;
  for (let failure = 0; failure < 2000; failure++) {
    await reserveAttempt(store, [account], time);
    time += 15 * MINUTE;
  }
  expect(await reserveAttempt(store, [account], time)).toMatchObject({ allowed: true });
});

test('attempts that are denied do not make the delay longer', async () => {
  const store = throttleStore();
  await fail(store, [account], 10);
  expect(await fail(store, [account], 500)).toEqual({ allowed: false, scope: 'device', retryAt: now + 30_000 });
  expect(await reserveAttempt(store, [account], now + 30_000)).toMatchObject({ allowed: true });
});

test('a success ends the row of failures of an account', async () => {
  const store = throttleStore();
  await fail(store, [account], 9);
  await succeed(store, [account]);
  expect(await fail(store, [account], 10)).toMatchObject({ allowed: true });
});

test('a day without an attempt ends the row of failures of an account', async () => {
  const store = throttleStore();
  await fail(store, [account], 10);
  const nextDay = now + 24 * 60 * MINUTE + 30_000;
  await reserveAttempt(store, [account], nextDay);
  expect(await throttledUntil(store, [account], nextDay)).toBeUndefined();
});

test.each([
  [address, 30],
  [clientSecretKey(1, '192.0.2.1'), 20],
])('%j: failures in 10 min, then none until the window ends', async (key, limit) => {
  const store = throttleStore();
  expect(await fail(store, [key], limit)).toMatchObject({ allowed: true });
  expect(await reserveAttempt(store, [key], now + 5 * MINUTE)).toEqual({
    allowed: false,
    scope: key.scope,
    retryAt: now + 10 * MINUTE,
  });
  expect(await reserveAttempt(store, [key], now + 10 * MINUTE)).toMatchObject({ allowed: true });
});

test('a success takes only itself off the address: signing in as oneself buys no further guesses at others', async () => {
  const store = throttleStore();
  await fail(store, [address], 29);
  for (let time = 0; time < 50; time++) await succeed(store, [address, account]);
  expect(await fail(store, [address], 1)).toMatchObject({ allowed: true });
  expect(await fail(store, [address], 1)).toMatchObject({ allowed: false });
});

test('an attempt in which nothing was verified is not counted', async () => {
  const store = throttleStore();
  for (let time = 0; time < 100; time++) {
    const decision = await reserveAttempt(store, [address, account], now);
    if (!decision.allowed) throw new Error('denied');
    await releaseAttempt(store, decision.reservation);
  }
  expect(await fail(store, [account], 10)).toMatchObject({ allowed: true });
});

test('releasing an old attempt leaves the delay of a later one and the next window alone', async () => {
  const store = throttleStore();
  await fail(store, [account, address], 9);
  const ninth = await reserveAttempt(store, [account, address], now);
  const later = await reserveAttempt(store, [account], now + 30_000);
  await reserveAttempt(store, [address], now + 10 * MINUTE);
  if (!ninth.allowed || !later.allowed) throw new Error('denied');
  await releaseAttempt(store, ninth.reservation);
  expect(await throttledUntil(store, [account], now + 30_000)).toBe(now + 90_000);
  expect((await store.find(address.key))?.count).toBe(1);
});

test('an attempt that one key denies is counted under none', async () => {
  const store = throttleStore();
  await fail(store, [account], 10);
  expect(await fail(store, [address, account], 100)).toMatchObject({ allowed: false, scope: 'device' });
  expect((await store.find(address.key))?.count).toBe(0);
});

test('the attempt that uses a limit up says until when', async () => {
  const store = throttleStore();
  const ninth = await fail(store, [address, account], 9);
  const tenth = await fail(store, [address, account], 1);
  if (!ninth.allowed || !tenth.allowed) throw new Error('denied');
  expect(exhaustedBy(ninth.reservation, now)).toBeUndefined();
  expect(exhaustedBy(tenth.reservation, now)).toEqual({ scope: 'device', until: now + 30_000 });
});

test('counters that cannot be advanced deny', async () => {
  const store: ThrottleStore = { ...throttleStore(), advance: async () => false };
  expect(await reserveAttempt(store, [account], now)).toMatchObject({ allowed: false });
});

test('no interleaving of attempts allows more than the limit, and successes among them cost no later attempt', async () => {
  const cases = fc.record({
    scheduler: fc.scheduler(),
    attempts: fc.integer({ min: 1, max: 25 }),
    successes: fc.integer({ min: 0, max: 3 }),
  });
  const key: ThrottleKey = { scope: 'address', key: 'k', policy: { kind: 'window', limit: 5, window: 10 * MINUTE } };
  await fc.assert(
    fc.asyncProperty(cases, async ({ scheduler, attempts, successes }) => {
      const store = throttleStore(() => scheduler.schedule(Promise.resolve()));
      let outstanding = 0;
      let most = 0;
      const attempt = async (index: number): Promise<void> => {
        const decision = await reserveAttempt(store, [key], now);
        if (!decision.allowed) return;
        most = Math.max(most, ++outstanding);
        if (index >= successes) return;
        outstanding--;
        await settleSuccess(store, decision.reservation);
      };
      await scheduler.waitFor(Promise.all(Array.from({ length: attempts }, (_, index) => attempt(index))));
      expect(most).toBeLessThanOrEqual(5);
      const left = await scheduler.waitFor(store.find('k'));
      expect(left?.count ?? 0).toBe(outstanding);
    }),
    { numRuns: 300 },
  );
});

test('no interleaving of failures on an account lets an eleventh through before the delay is over', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 11, max: 30 }), async (scheduler, attempts) => {
      const store = throttleStore(() => scheduler.schedule(Promise.resolve()));
      const decisions = await scheduler.waitFor(
        Promise.all(Array.from({ length: attempts }, () => reserveAttempt(store, [address, account], now))),
      );
      expect(decisions.filter(({ allowed }) => allowed).length).toBeLessThanOrEqual(10);
    }),
    { numRuns: 200 },
  );
});
