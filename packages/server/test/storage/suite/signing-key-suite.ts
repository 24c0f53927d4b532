import { describe, expect, it } from 'vitest';
import { serverKeys } from '../../../src/crypto/server-keys.ts';
import { dueKeys, firstKeys, type KeyMaking, makeKey, makeKeys } from '../../../src/signing-keys/rotation.ts';
import { type SigningKey, signingKeyState } from '../../../src/signing-keys/signing-key.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { NOW } from '../entities.ts';
import type { StorageFactory } from '../storage-factory.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const KEPT = 2 * DAY;
const MAKER = { origin: { actor: 'system', address: '', requestId: '' }, now: NOW };

function key(generation: number, given: Partial<SigningKey> = {}): SigningKey {
  const kid = given.kid ?? `ES256-${generation}`;
  const publicJwk = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid, use: 'sig', alg: 'ES256' } as const;
  const times = { createdAt: NOW, activeFrom: NOW, retiredAt: null, removedAt: null, revokedAt: null };
  return { kid, algorithm: 'ES256', generation, publicJwk, sealedKey: `sealed ${kid}`, ...times, ...given };
}

const add = (storage: Storage, ...keys: SigningKey[]): Promise<string[]> =>
  Promise.all(keys.map((one) => storage.transact(({ signingKeys }) => signingKeys.add(one, KEPT))));
const list = (storage: Storage): Promise<SigningKey[]> => storage.read(({ signingKeys }) => signingKeys.list());

function making(storage: Storage): KeyMaking {
  let made = 0;
  const node = Math.random().toString(36).slice(2);
  const generate: KeyMaking['generate'] = async (alg) => {
    made += 1;
    const kid = `${alg}-${node}-${made}`;
    return { publicJwk: { kty: 'EC', kid, use: 'sig', alg }, privateKey: 'private' };
  };
  return { storage, keys: serverKeys(Buffer.alloc(32, 7)), generate };
}

/** What every database must do for signing keys. */
export function signingKeySuite({ open }: StorageFactory): void {
  describe('signing keys', () => {
    it('are given back whole, by algorithm, the newest first', async () => {
      const storage = await open();
      const other = key(1, { kid: 'EdDSA-1', algorithm: 'EdDSA', sealedKey: null, retiredAt: 1, removedAt: 2, revokedAt: 3 });
      const second = key(2, { activeFrom: NOW + HOUR });
      await add(storage, key(1), other);
      await add(storage, second);
      expect(await list(storage)).toEqual([second, { ...key(1), retiredAt: NOW + HOUR, removedAt: NOW + HOUR + KEPT }, other]);
    });

    it('a key that is to sign earlier retires those that wait; what has retired keeps its time', async () => {
      const storage = await open();
      await add(storage, key(1));
      await add(storage, key(2, { activeFrom: NOW + HOUR }));
      await add(storage, key(3, { activeFrom: NOW + 9 }));
      await add(storage, key(4, { activeFrom: NOW + DAY }));
      expect((await list(storage)).map(({ retiredAt, removedAt }) => [retiredAt, removedAt])).toEqual([
        [null, null],
        [NOW + DAY, NOW + DAY + KEPT],
        [NOW + 9, NOW + 9 + KEPT],
        [NOW + 9, NOW + 9 + KEPT],
      ]);
    });

    it('of many that make the next key at once, one does, and nothing of the others stays', async () => {
      const storage = await open();
      await add(storage, key(1));
      const racing = Array.from({ length: 12 }, (_, index) => key(2, { kid: `racer-${index}`, activeFrom: NOW + index }));
      const outcomes = await add(storage, ...racing);
      expect(outcomes.filter((outcome) => outcome === 'added')).toHaveLength(1);
      const winner = racing[outcomes.indexOf('added')];
      const [second, first, ...none] = await list(storage);
      expect([second, first?.retiredAt, none]).toEqual([winner, winner?.activeFrom, []]);
    });

    it('a key is revoked once, whoever asks', async () => {
      const storage = await open();
      await add(storage, key(1));
      const revoke = (kid: string, at: number): Promise<string> =>
        storage.transact(({ signingKeys }) => signingKeys.revoke(kid, at));
      const outcomes = await Promise.all([1, 2, 3, 4, 5].map((at) => revoke('ES256-1', at)));
      expect(outcomes.sort()).toEqual([...Array(4).fill('already_revoked'), 'revoked']);
      expect(await revoke('nobody', 1)).toBe('unknown');
    });

    it('many nodes that start together make one key of each algorithm, which signs at once, with one audit row', async () => {
      const storage = await open();
      const start = (): Promise<number> => makeKeys(making(storage), (keys) => firstKeys(keys, NOW), NOW);
      const made = await Promise.all([start(), start(), start(), start()]);
      expect(made.reduce((sum, count) => sum + count, 0)).toBe(3);
      const keys = await list(storage);
      expect(keys.map(({ algorithm, generation, activeFrom }) => [algorithm, generation, activeFrom])).toEqual([
        ['ES256', 1, NOW],
        ['EdDSA', 1, NOW],
        ['RS256', 1, NOW],
      ]);
      const audit = await storage.read((stores) => stores.audit.list({ limit: 20, action: 'signing_key.created' }));
      expect(audit.map(({ detail }) => detail['kid']).sort()).toEqual(keys.map(({ kid }) => kid).sort());
    });

    it('many nodes that find a rotation due make one key, and none before that one signs', async () => {
      const storage = await open();
      const schedule = { periodMs: 90 * DAY, aheadMs: HOUR };
      const round = (now: number): Promise<unknown> => {
        const one = (): Promise<number> => makeKeys(making(storage), (keys) => dueKeys(keys, schedule, now), now);
        return Promise.all([one(), one(), one()]);
      };
      await makeKeys(making(storage), (keys) => firstKeys(keys, NOW), NOW);
      const due = NOW + 90 * DAY - HOUR;
      const counts: number[] = [];
      for (const now of [NOW, due - 1, due, due + 1, due + HOUR, due + 90 * DAY - 1, due + 90 * DAY]) {
        await round(now);
        counts.push((await list(storage)).filter(({ algorithm }) => algorithm === 'ES256').length);
      }
      expect(counts).toEqual([1, 1, 2, 2, 2, 2, 3]);
      const states = (await list(storage)).map((one) => signingKeyState(one, due + 90 * DAY)).slice(0, 3);
      expect(states).toEqual(['next', 'signing', 'removed']);
    });

    it('a new key and the revoking of the old one are one unit of work', async () => {
      const storage = await open();
      await add(storage, key(1));
      const planned = { algorithm: 'ES256', generation: 2, activeFrom: NOW + 5, revoke: 'ES256-1' } as const;
      const [one, other] = await Promise.all([
        makeKey(making(storage), planned, MAKER),
        makeKey(making(storage), planned, MAKER),
      ]);
      expect([one, other].filter((made) => made !== undefined)).toHaveLength(1);
      const [second, first] = await list(storage);
      expect([second?.revokedAt, first?.revokedAt]).toEqual([null, NOW + 5]);
      const audit = await storage.read((stores) => stores.audit.list({ limit: 20 }));
      expect(audit.map(({ action, detail }) => [action, detail['kid']])).toEqual([
        ['signing_key.revoked', 'ES256-1'],
        ['signing_key.created', second?.kid],
      ]);
    });

    it('housekeeping forgets the private part a day after a key retired, and the key a month after it was shown', async () => {
      const storage = await open();
      await add(storage, key(1));
      await add(storage, key(2, { activeFrom: NOW + HOUR }));
      const after = async (now: number): Promise<(string | null)[]> => {
        await storage.transact(({ housekeeping }) => housekeeping.deleteExpired(now, 100));
        return (await list(storage)).map(({ sealedKey }) => sealedKey);
      };
      const retired = NOW + HOUR;
      expect(await after(retired + DAY)).toEqual(['sealed ES256-2', 'sealed ES256-1']);
      expect(await after(retired + DAY + 1)).toEqual(['sealed ES256-2', null]);
      expect(await after(retired + KEPT + 30 * DAY)).toEqual(['sealed ES256-2', null]);
      expect(await after(retired + KEPT + 30 * DAY + 1)).toEqual(['sealed ES256-2']);
    });
  });
}
