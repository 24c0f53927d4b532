import { describe, expect, it } from 'vitest';
import { code, link, NOW, refreshToken, session, user, withGrant } from '../entities.ts';
import type { StorageFactory } from '../storage-factory.ts';

const RACERS = Array.from({ length: 20 }, (_, index) => index);

function race<T>(run: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(RACERS.map(run));
}

function count<T>(outcomes: readonly T[], wanted: T): number {
  return outcomes.filter((outcome) => outcome === wanted).length;
}

/** Transitions that twenty try at once and one may make. */
export function raceSuite({ open }: StorageFactory): void {
  describe('of twenty at once', () => {
    it('one redeems a code', async () => {
      const storage = await open();
      await withGrant(storage);
      const raced = code();
      await storage.transact((stores) => stores.codes.insert(raced));
      const outcomes = await race(() => storage.transact((stores) => stores.codes.redeem(raced.id, NOW)));
      expect(count(outcomes, 'redeemed')).toBe(1);
    });

    it('one redeems a code though all have read it before', async () => {
      const storage = await open();
      await withGrant(storage);
      const raced = code();
      await storage.transact((stores) => stores.codes.insert(raced));
      const found = await race(() => storage.read((stores) => stores.codes.find(raced.id)));
      expect(
        count(
          found.map((one) => one?.redeemedAt),
          null,
        ),
      ).toBe(RACERS.length);
      const outcomes = await race(() => storage.transact((stores) => stores.codes.redeem(raced.id, NOW)));
      expect(count(outcomes, 'redeemed')).toBe(1);
    });

    it('one rotates a refresh token, and its successors are the ones kept', async () => {
      const storage = await open();
      await withGrant(storage);
      const raced = refreshToken();
      await storage.transact((stores) => stores.refreshTokens.insert(raced));
      const outcomes = await race((index) => {
        const successors = { successorId: `refresh-${index}`, successorAccessId: `access-${index}` };
        return storage.transact((stores) => stores.refreshTokens.rotate(raced.id, successors, NOW));
      });
      expect(count(outcomes, 'rotated')).toBe(1);
      const winner = outcomes.indexOf('rotated');
      const kept = await storage.read((stores) => stores.refreshTokens.find(raced.id));
      expect(kept).toMatchObject({ successorId: `refresh-${winner}`, successorAccessId: `access-${winner}` });
    });

    it('one consumes a one-time link', async () => {
      const storage = await open();
      const raced = link();
      await storage.transact((stores) => stores.oneTimeLinks.insert(raced));
      const outcomes = await race(() => storage.transact((stores) => stores.oneTimeLinks.consume(raced.id, NOW)));
      expect(count(outcomes, 'consumed')).toBe(1);
    });

    it('one records a signed message', async () => {
      const storage = await open();
      const outcomes = await race(() => storage.transact((stores) => stores.replays.record('key', NOW)));
      expect(count(outcomes, 'first_use')).toBe(1);
    });

    it('one advances a throttle, whether it was there or not', async () => {
      const storage = await open();
      const first = { count: 1, windowStart: NOW, blockedUntil: 0 };
      const second = { count: 2, windowStart: NOW, blockedUntil: NOW };
      const fresh = await race(() => storage.transact((stores) => stores.throttles.advance('key', undefined, first)));
      const further = await race(() => storage.transact((stores) => stores.throttles.advance('key', first, second)));
      expect([count(fresh, true), count(further, true)]).toEqual([1, 1]);
    });

    it('one ends a session, and one revokes a grant', async () => {
      const storage = await open();
      await withGrant(storage);
      const raced = session();
      await storage.transact((stores) => stores.sessions.insert(raced));
      const ended = await race(() => storage.transact((stores) => stores.sessions.end(raced.id, NOW)));
      const revoked = await race(() => storage.transact((stores) => stores.grants.revoke('grant-1', NOW)));
      expect([count(ended, 'ended'), count(revoked, 1)]).toEqual([1, 1]);
    });

    it('one inserts a user, and one puts a fact', async () => {
      const storage = await open();
      const inserted = await race(() => storage.transact((stores) => stores.users.insert(user())));
      expect(count(inserted, 'inserted')).toBe(1);
      const facts = await race((index) => storage.transact((stores) => stores.instance.putIfAbsent('fact', String(index))));
      expect(new Set(facts).size).toBe(1);
    });

    it('each gets another client id', async () => {
      const storage = await open();
      const ids = await race(() => storage.transact((stores) => stores.clients.nextId()));
      expect(new Set(ids).size).toBe(RACERS.length);
    });
  });
}
