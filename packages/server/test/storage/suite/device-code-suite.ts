import { describe, expect, it } from 'vitest';
import { type DeviceCode, type DevicePoll, newDeviceCode } from '../../../src/oauth/grant/device-code.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { client, HOUR, NOW, withGrant } from '../entities.ts';
import type { StorageFactory } from '../storage-factory.ts';

let made = 0;

function deviceCode(changes: Partial<DeviceCode> = {}): DeviceCode {
  const { id, secretHash } = newDeviceCode(NOW);
  return {
    id,
    secretHash,
    userCodeMac: `mac-${made++}`,
    clientId: 1,
    scope: 'openid user:read',
    resources: ['https://api.example/', 'urn:example:"quoted"'],
    expiresAt: NOW + 600_000,
    intervalMs: 5_000,
    nextPollAt: NOW,
    decidedAt: null,
    grantId: null,
    redeemedAt: null,
    ...changes,
  };
}

async function kept(storage: Storage, changes: Partial<DeviceCode> = {}): Promise<DeviceCode> {
  const code = deviceCode(changes);
  expect(await storage.transact(({ deviceCodes }) => deviceCodes.insert(code))).toBe('inserted');
  return code;
}

const find = (storage: Storage, id: string): Promise<DeviceCode | undefined> =>
  storage.read(({ deviceCodes }) => deviceCodes.find(id));

const poll = (storage: Storage, id: string, now: number): Promise<DevicePoll> =>
  storage.transact(({ deviceCodes }) => deviceCodes.poll(id, now));

const approve = (storage: Storage, id: string, now = NOW + 1): Promise<'approved' | 'too_late'> =>
  storage.transact(({ deviceCodes }) => deviceCodes.approve(id, 'grant-1', now));

const deny = (storage: Storage, id: string, now = NOW + 1): Promise<'denied' | 'too_late'> =>
  storage.transact(({ deviceCodes }) => deviceCodes.deny(id, now));

async function pollTimes(storage: Storage, id: string, times: readonly number[]): Promise<DevicePoll['kind'][]> {
  const kinds: DevicePoll['kind'][] = [];
  for (const time of times) kinds.push((await poll(storage, id, time)).kind);
  return kinds;
}

/** What device authorizations promise (RFC 8628). */
export function deviceCodeSuite({ open }: StorageFactory): void {
  describe('device codes', () => {
    it('come back as they were stored, by their id and by their user code', async () => {
      const storage = await open();
      const code = await kept(storage);
      expect(await find(storage, code.id)).toEqual(code);
      expect(await storage.read(({ deviceCodes }) => deviceCodes.findByUserCode(code.userCodeMac))).toEqual(code);
      expect(await storage.read(({ deviceCodes }) => deviceCodes.findByUserCode('nobody'))).toBeUndefined();
      expect(await find(storage, 'nobody')).toBeUndefined();
    });

    it('RFC 8628 §6.1: no two that are kept have one user code, and who would be the second is told', async () => {
      const storage = await open();
      const code = await kept(storage);
      const again = deviceCode({ userCodeMac: code.userCodeMac });
      expect(await storage.transact(({ deviceCodes }) => deviceCodes.insert(again))).toBe('user_code_taken');
      expect(await find(storage, again.id)).toBeUndefined();
    });

    it('RFC 8628 §3.5: a poll that comes too soon makes the interval 5 seconds longer, for good', async () => {
      const storage = await open();
      const { id } = await kept(storage);
      const seconds = [0, 5, 6, 15, 16, 36, 51];
      expect(
        await pollTimes(
          storage,
          id,
          seconds.map((second) => NOW + second * 1000),
        ),
      ).toEqual(['pending', 'pending', 'slow_down', 'slow_down', 'slow_down', 'pending', 'slow_down']);
      expect((await find(storage, id))?.intervalMs).toBe(25_000);
    });

    it('RFC 8628 §3.5: of twenty polls at once one is in time, and the others each make the interval longer', async () => {
      const storage = await open();
      const { id } = await kept(storage);
      const polls = await Promise.all(Array.from({ length: 20 }, () => poll(storage, id, NOW)));
      expect(polls.filter(({ kind }) => kind === 'pending')).toHaveLength(1);
      expect(polls.filter(({ kind }) => kind === 'slow_down')).toHaveLength(19);
      expect((await find(storage, id))?.intervalMs).toBe(5_000 + 19 * 5_000);
    });

    it('RFC 8628 §3.5: of twenty polls at once that find it approved, one is told the grant', async () => {
      const storage = await open();
      await withGrant(storage);
      const { id } = await kept(storage);
      expect(await approve(storage, id)).toBe('approved');
      const polls = await Promise.all(Array.from({ length: 20 }, () => poll(storage, id, NOW + 2)));
      expect(polls.filter(({ kind }) => kind === 'redeemed')).toEqual([{ kind: 'redeemed', grantId: 'grant-1' }]);
      expect(polls.filter(({ kind }) => kind === 'already_redeemed')).toHaveLength(19);
      expect(await find(storage, id)).toMatchObject({ decidedAt: NOW + 1, grantId: 'grant-1', redeemedAt: NOW + 2 });
    });

    it('of ten people who allow and ten who refuse at once, one answer counts', async () => {
      const storage = await open();
      await withGrant(storage);
      const { id } = await kept(storage);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? approve(storage, id) : deny(storage, id))),
      );
      const counted = answers.filter((answer) => answer !== 'too_late');
      expect(counted).toHaveLength(1);
      expect((await poll(storage, id, NOW + 2)).kind).toBe(counted[0] === 'approved' ? 'redeemed' : 'denied');
    });

    it('RFC 8628 §3.5: one that was refused stays refused', async () => {
      const storage = await open();
      const { id } = await kept(storage);
      expect(await deny(storage, id)).toBe('denied');
      expect(await approve(storage, id)).toBe('too_late');
      expect(await pollTimes(storage, id, [NOW + 2, NOW + 3])).toEqual(['denied', 'denied']);
    });

    it('RFC 8628 §3.5: one that has expired is of no use, answered or not', async () => {
      const storage = await open();
      await withGrant(storage);
      const [waiting, approved] = [await kept(storage), await kept(storage)];
      await approve(storage, approved.id);
      const end = NOW + 600_000;
      expect([await approve(storage, waiting.id, end), await deny(storage, waiting.id, end)]).toEqual(['too_late', 'too_late']);
      expect([await poll(storage, waiting.id, end), await poll(storage, approved.id, end)]).toEqual([
        { kind: 'expired' },
        { kind: 'expired' },
      ]);
      expect(await poll(storage, 'nobody', end)).toEqual({ kind: 'unknown' });
    });

    it('a redemption that is rolled back leaves it to the next poll', async () => {
      const storage = await open();
      await withGrant(storage);
      const { id } = await kept(storage);
      await approve(storage, id);
      const failing = storage.transact(async ({ deviceCodes }) => {
        await deviceCodes.poll(id, NOW + 2);
        throw new Error('later');
      });
      await expect(failing).rejects.toThrow('later');
      expect((await poll(storage, id, NOW + 3)).kind).toBe('redeemed');
    });

    it('are deleted an hour after they expired, with their client, with their user, and when a backup is restored', async () => {
      const storage = await open();
      await withGrant(storage);
      await storage.transact((stores) => stores.clients.insert(client({ id: 2, fullname: 'other' })));
      const over = await kept(storage, { expiresAt: NOW - HOUR - 1 });
      const recent = await kept(storage, { expiresAt: NOW - HOUR + 1 });
      await storage.transact(({ housekeeping }) => housekeeping.deleteExpired(NOW, 100));
      expect([await find(storage, over.id), (await find(storage, recent.id))?.id]).toEqual([undefined, recent.id]);
      const [ofClient, ofUser, waiting] = [await kept(storage, { clientId: 2 }), await kept(storage), await kept(storage)];
      await approve(storage, ofUser.id);
      await storage.transact(({ clients }) => clients.delete(2));
      await storage.transact(({ erasure }) => erasure.deleteRows('alice', 100));
      expect([await find(storage, ofClient.id), await find(storage, ofUser.id)]).toEqual([undefined, undefined]);
      expect(await find(storage, waiting.id)).toEqual(waiting);
      await storage.transact(({ housekeeping }) => housekeeping.endIssued(NOW, true));
      expect(await find(storage, waiting.id)).toBeUndefined();
    });
  });
}
