import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Storage, Stores } from '../storage.ts';
import { type RetentionLimits, startRetention } from './retention.ts';

const HOUR = 3_600_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A storage with one client and two chains, which notes what is trimmed. */
function recording(trimmed: unknown[]): Storage {
  const stores = {
    audit: {
      chains: async () => [0, 7],
      trim: async (chain: number, before: number) => {
        trimmed.push(['audit', chain, before]);
        return 0;
      },
    },
    housekeeping: {
      histories: async (after: number) => (after < 0 ? [0, 7] : []),
      trimHistory: async (clientId: number, before: number) => {
        trimmed.push(['history', clientId, before]);
        return 0;
      },
    },
  } as unknown as Stores;
  const run = <T>(work: (given: Stores) => Promise<T>): Promise<T> => work(stores);
  return { transact: run, read: run, snapshot: run, ping: async () => undefined, close: async () => undefined };
}

async function rounds(limits: RetentionLimits, hours: number): Promise<unknown[]> {
  const trimmed: unknown[] = [];
  const onError = (error: unknown): never => {
    throw error;
  };
  const retention = startRetention(recording(trimmed), limits, { now: () => 1_000, onError });
  await vi.advanceTimersByTimeAsync(hours * HOUR);
  await retention.stop();
  await vi.advanceTimersByTimeAsync(2 * HOUR);
  return trimmed;
}

it('retention runs once an hour until it is stopped, over every client’s history and every chain', async () => {
  const round = [
    ['history', 0, 900],
    ['history', 7, 900],
    ['audit', 0, 990],
    ['audit', 7, 990],
  ];
  expect(await rounds({ historyMs: 100, auditMs: 10 }, 2)).toEqual([...round, ...round]);
});

it('retention deletes nothing that is to be kept for ever', async () => {
  expect(await rounds({ historyMs: undefined, auditMs: undefined }, 2)).toEqual([]);
  expect(await rounds({ historyMs: undefined, auditMs: 10 }, 1)).toEqual([
    ['audit', 0, 990],
    ['audit', 7, 990],
  ]);
});

it('a round that fails is told, and the next one tries again', async () => {
  const errors: unknown[] = [];
  const broken: Storage = { ...recording([]), read: () => Promise.reject(new Error('locked')) };
  const clock = { now: () => 1_000, onError: (error: unknown) => errors.push(error) };
  const retention = startRetention(broken, { historyMs: 1, auditMs: 1 }, clock);
  await vi.advanceTimersByTimeAsync(2 * HOUR);
  await retention.stop();
  expect(errors).toHaveLength(2);
});
