import { describe, expect, it } from 'vitest';
import type { Storage } from '../../../src/storage/storage.ts';
import {
  accessToken,
  auditEvent,
  code,
  DAY,
  grant,
  HOUR,
  link,
  NOW,
  refreshToken,
  session,
  user,
  withGrant,
} from '../entities.ts';
import type { StorageFactory } from '../storage-factory.ts';

async function clean(storage: Storage, limit = 100): Promise<number> {
  let deleted = 0;
  for (;;) {
    const step = await storage.transact((stores) => stores.housekeeping.deleteExpired(NOW, limit));
    expect(step).toBeLessThanOrEqual(limit);
    deleted += step;
    if (step === 0) return deleted;
  }
}

async function withDeadGrant(storage: Storage): Promise<void> {
  await withGrant(storage, { revokedAt: NOW - DAY - 1 });
  await storage.transact(async (stores) => {
    for (let index = 0; index < 5; index++) {
      await stores.codes.insert(code({ redeemedAt: NOW - 2 * DAY }));
      await stores.refreshTokens.insert(refreshToken({ rotatedAt: NOW - 2 * DAY }));
      await stores.accessTokens.insert(accessToken({ expiresAt: NOW - HOUR }));
    }
  });
}

/** What is removed when it is of no more use, and what is kept. */
export function housekeepingSuite({ open }: StorageFactory): void {
  describe('housekeeping', () => {
    it('deletes sessions that ended or reached their absolute limit over a day ago', async () => {
      const storage = await open();
      const gone = [session({ endedAt: NOW - DAY - 1 }), session({ expiresAt: NOW - DAY - 1 })];
      const kept = [session(), session({ endedAt: NOW - DAY }), session({ expiresAt: NOW - DAY })];
      await storage.transact(async (stores) => {
        await stores.users.insert(user());
        for (const each of [...gone, ...kept]) await stores.sessions.insert(each);
      });
      expect(await clean(storage)).toBe(2);
      for (const { id } of kept) expect(await storage.read((stores) => stores.sessions.find(id))).toBeDefined();
    });

    it('deletes one-time links when they expire, used ones too', async () => {
      const storage = await open();
      const kept = [link(), link({ usedAt: NOW - 1 })];
      await storage.transact(async (stores) => {
        for (const each of [link({ expiresAt: NOW }), link({ expiresAt: NOW, usedAt: 1 }), ...kept]) {
          await stores.oneTimeLinks.insert(each);
        }
      });
      expect(await clean(storage)).toBe(2);
      for (const each of kept) expect(await storage.read((stores) => stores.oneTimeLinks.find(each.id))).toEqual(each);
    });

    it('frees a replay key an hour after it expired, not before: the clock may be set back', async () => {
      const storage = await open();
      await storage.transact((stores) => stores.replays.record('old', NOW - HOUR - 1));
      await storage.transact((stores) => stores.replays.record('new', NOW - HOUR));
      expect(await clean(storage)).toBe(1);
      expect(await storage.transact((stores) => stores.replays.record('old', NOW))).toBe('first_use');
      expect(await storage.transact((stores) => stores.replays.record('new', NOW))).toBe('replayed');
    });

    it('forgets throttles that were idle for over a day, never one that still blocks', async () => {
      const storage = await open();
      await storage.transact(async (stores) => {
        await stores.throttles.advance('idle', undefined, { count: 3, windowStart: NOW - DAY - 1, blockedUntil: 0 });
        await stores.throttles.advance('blocking', undefined, { count: 3, windowStart: NOW - 9 * DAY, blockedUntil: NOW + 1 });
        await stores.throttles.advance('recent', undefined, { count: 3, windowStart: NOW - HOUR, blockedUntil: 0 });
      });
      expect(await clean(storage)).toBe(1);
      expect(await storage.read((stores) => stores.throttles.find('idle'))).toBeUndefined();
    });

    it('deletes access tokens that expired over a day ago', async () => {
      const storage = await open();
      await withGrant(storage);
      const [gone, kept] = [accessToken({ expiresAt: NOW - DAY - 1 }), accessToken({ expiresAt: NOW - DAY })];
      await storage.transact(async (stores) => {
        await stores.accessTokens.insert(gone);
        await stores.accessTokens.insert(kept);
      });
      expect(await clean(storage)).toBe(1);
      expect(await storage.read((stores) => stores.accessTokens.find(kept.id))).toBeDefined();
    });

    it('keeps redeemed codes and rotated refresh tokens while their grant lives, so that a second use is recognised', async () => {
      const storage = await open();
      await withGrant(storage);
      const redeemed = code({ expiresAt: NOW - 20 * DAY, redeemedAt: NOW - 20 * DAY });
      const rotated = refreshToken({ expiresAt: NOW - 6 * DAY, rotatedAt: NOW - 19 * DAY });
      await storage.transact(async (stores) => {
        await stores.codes.insert(redeemed);
        await stores.refreshTokens.insert(rotated);
      });
      expect(await clean(storage)).toBe(0);
      expect(await storage.transact((stores) => stores.codes.redeem(redeemed.id, NOW))).toBe('already_redeemed');
      expect(await storage.read((stores) => stores.refreshTokens.find(rotated.id))).toEqual(rotated);
    });

    it('deletes codes that were never redeemed an hour after they expired', async () => {
      const storage = await open();
      await withGrant(storage);
      const [gone, kept] = [code({ expiresAt: NOW - HOUR - 1 }), code({ expiresAt: NOW - HOUR })];
      await storage.transact(async (stores) => {
        await stores.codes.insert(gone);
        await stores.codes.insert(kept);
      });
      expect(await clean(storage)).toBe(1);
      expect(await storage.read((stores) => stores.codes.find(kept.id))).toBeDefined();
    });

    it('deletes a grant that was revoked over a day ago with all that hangs on it, in steps of any size', async () => {
      for (const limit of [1, 3, 100]) {
        const storage = await open();
        await withDeadGrant(storage);
        expect(await clean(storage, limit)).toBe(16);
        expect(await storage.read((stores) => stores.grants.find('grant-1'))).toBeUndefined();
      }
    });

    it('deletes a grant a day after the limit of its refresh tokens, unless an access token still lives on it', async () => {
      const storage = await open();
      await withGrant(storage, { id: 'finished', refreshUntil: NOW - DAY - 1 });
      await storage.transact(async (stores) => {
        await stores.grants.insert(grant({ id: 'held', refreshUntil: NOW - DAY - 1 }));
        await stores.grants.insert(grant({ id: 'held-revoked', revokedAt: NOW - DAY - 1 }));
        await stores.grants.insert(grant({ id: 'recent', refreshUntil: NOW - DAY }));
        await stores.grants.insert(grant({ id: 'live', refreshUntil: NOW + 1 }));
        await stores.accessTokens.insert(accessToken({ grantId: 'held', expiresAt: NOW + 1 }));
        await stores.accessTokens.insert(accessToken({ grantId: 'held-revoked', expiresAt: NOW + 1 }));
      });
      expect(await clean(storage)).toBe(1);
      const found = (id: string): Promise<unknown> => storage.read((stores) => stores.grants.find(id));
      expect(await found('finished')).toBeUndefined();
      for (const id of ['held', 'held-revoked', 'recent', 'live']) expect(await found(id)).toBeDefined();
    });

    it('never deletes audit rows', async () => {
      const storage = await open();
      await storage.transact((stores) => stores.audit.append(auditEvent({ at: 0 })));
      expect(await clean(storage)).toBe(0);
      expect(await storage.read((stores) => stores.audit.list({ limit: 9 }))).toHaveLength(1);
    });
  });
}
