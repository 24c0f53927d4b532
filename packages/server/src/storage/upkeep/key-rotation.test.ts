import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { serverKeys } from '../../crypto/server-keys.ts';
import { generateSigningKey } from '../../signing-keys/generate-signing-key.ts';
import type { KeyMaking } from '../../signing-keys/rotation.ts';
import type { SigningKey, SigningKeyStorage, SigningKeyStores } from '../../signing-keys/signing-key.ts';
import { createSigningKeys } from '../../signing-keys/signing-keys.ts';
import { SigningKeyChanges } from '../memory/signing-key-changes.ts';
import { openSigningKeys, startKeyRotation } from './key-rotation.ts';

const MINUTE = 60_000;
const KEYS = serverKeys(Buffer.alloc(32, 7));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A storage that keeps rows, newest first, and nothing else. */
function keeping(rows: SigningKey[]): SigningKeyStorage {
  const stores: SigningKeyStores = {
    signingKeys: {
      list: async () => [...rows],
      add: async (key) => {
        rows.unshift(key);
        return 'added';
      },
      revoke: async () => 'unknown',
    },
    audit: { append: async () => undefined },
  };
  return { read: (work) => work(stores), transact: (work) => work(stores) };
}

// An elliptic curve stands in for RSA, which takes long.
const making = (storage: SigningKeyStorage): KeyMaking => ({
  storage,
  keys: KEYS,
  generate: async (algorithm) => {
    const { publicJwk, privateKey } = await generateSigningKey('ES256');
    return { publicJwk: { ...publicJwk, alg: algorithm }, privateKey };
  },
});

it('keys are read and rotated once a minute until that is stopped', async () => {
  const rows: SigningKey[] = [];
  const storage = keeping(rows);
  const signingKeys = createSigningKeys(storage, KEYS);
  await openSigningKeys(signingKeys, making(storage), { keyChanges: new SigningKeyChanges(), now: 0 });
  expect(signingKeys.published(0)).toHaveLength(3);
  const made: number[] = [];
  let now = 0;
  const rotation = startKeyRotation(signingKeys, making(storage), {
    schedule: { periodMs: 10 * MINUTE, aheadMs: 10 * MINUTE },
    now: () => now,
    onMade: (count) => made.push(count),
    onError: (error) => {
      throw error;
    },
  });
  const minute = async (): Promise<void> => {
    now += MINUTE;
    await vi.advanceTimersByTimeAsync(MINUTE);
    await vi.waitFor(() => expect(rows.length).toBe(6));
  };
  await minute();
  await minute();
  await rotation.stop();
  await vi.advanceTimersByTimeAsync(60 * MINUTE);
  // The next keys are there, and do not sign for ten minutes.
  expect([made, rows.length]).toEqual([[3], 6]);
  expect(signingKeys.published(now)).toHaveLength(6);
});

it('a round that fails is told, and the next one tries again', async () => {
  const errors: unknown[] = [];
  const fail = (): Promise<never> => Promise.reject(new Error('down'));
  const storage = { read: fail, transact: fail };
  const schedule = { periodMs: MINUTE, aheadMs: MINUTE };
  const onError = (error: unknown): number => errors.push(error);
  const options = { schedule, now: () => 0, onMade: fail, onError };
  const rotation = startKeyRotation(createSigningKeys(storage, KEYS), making(storage), options);
  await vi.advanceTimersByTimeAsync(2 * MINUTE);
  await rotation.stop();
  expect(errors).toEqual([new Error('down'), new Error('down')]);
});
