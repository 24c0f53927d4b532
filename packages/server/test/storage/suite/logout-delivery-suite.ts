import { describe, expect, it } from 'vitest';
import type { Client } from '../../../src/oauth/client/client.ts';
import type { Grant } from '../../../src/oauth/grant/grant.ts';
import type { LogoutDelivery } from '../../../src/oauth/logout/logout-delivery.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { client, DAY, grant, NOW, session, user } from '../entities.ts';
import type { StorageFactory } from '../storage-factory.ts';

const LEASE = 60_000;

function told(id: number, uri: string | null = 'https://rp.example/logout'): Client {
  const one = client({ id, fullname: `client ${id}` });
  return { ...one, metadata: { ...one.metadata, backchannel_logout_uri: uri } };
}

/** Alice with sessions, and grants in them: `session:client`, with `!` one that is revoked. */
async function world(storage: Storage, grants: readonly string[]): Promise<void> {
  await storage.transact(async (stores) => {
    await stores.users.insert(user());
    for (const one of [told(1), told(2), told(3, null)]) await stores.clients.insert(one);
    for (const id of new Set(grants.map((text) => text.split(':')[0] ?? ''))) await stores.sessions.insert(session({ id }));
    for (const [index, text] of grants.entries()) await stores.grants.insert(grantIn(text, `grant-${index}`));
  });
}

function grantIn(text: string, id: string): Grant {
  const [sessionId = '', clientId = ''] = text.replace('!', '').split(':');
  return grant({ id, sessionId, clientId: Number(clientId), revokedAt: text.endsWith('!') ? NOW : null });
}

async function due(
  storage: Storage,
  now = NOW,
  [limit, ofClient]: readonly [number, number] = [100, 100],
): Promise<LogoutDelivery[]> {
  return storage.read(({ logouts }) => logouts.listDue(now, limit, ofClient));
}

async function dueIds(storage: Storage, now = NOW): Promise<string[]> {
  return (await due(storage, now)).map(({ id }) => id).sort();
}

async function one(storage: Storage): Promise<LogoutDelivery> {
  await world(storage, ['s1:1']);
  await storage.transact(({ logouts }) => logouts.sessionEnded('s1', NOW));
  const [delivery] = await due(storage);
  if (delivery === undefined) throw new Error('nothing is due');
  return delivery;
}

/** What deliveries of logout tokens promise (OpenID Connect Back-Channel Logout §2). */
export function logoutDeliverySuite({ open }: StorageFactory): void {
  describe('logout deliveries', () => {
    it('OpenID Connect Back-Channel Logout §2.3: each client of the session that wishes it, once, also where its grant is revoked', async () => {
      const storage = await open();
      await world(storage, ['s1:1', 's1:1', 's1:2!', 's1:3', 's2:1']);
      expect(await storage.transact(({ logouts }) => logouts.sessionEnded('s1', NOW))).toBe(2);
      expect(await due(storage)).toEqual(
        [1, 2].map((clientId) => ({
          id: `s1.${clientId}`,
          clientId,
          sessionId: 's1',
          userId: 'alice',
          createdAt: NOW,
          waitsFor: null,
          attempts: 0,
          nextAttemptAt: NOW,
          finishedAt: null,
          outcome: null,
          lastError: null,
        })),
      );
      expect(await storage.transact(({ logouts }) => logouts.sessionEnded('s1', NOW + 1))).toBe(0);
      expect(await due(storage, NOW - 1)).toEqual([]);
    });

    it('what is rolled back tells nobody', async () => {
      const storage = await open();
      await world(storage, ['s1:1']);
      const failing = storage.transact(async ({ logouts }) => {
        await logouts.sessionEnded('s1', NOW);
        throw new Error('later');
      });
      await expect(failing).rejects.toThrow('later');
      expect(await due(storage)).toEqual([]);
    });

    it('clients of a session that was replaced are told when the last one in the row ends', async () => {
      const storage = await open();
      await world(storage, ['s1:1', 's2:2', 's3:1']);
      await storage.transact(({ logouts }) => logouts.sessionReplaced('s1', 's2', NOW));
      await storage.transact(({ logouts }) => logouts.sessionReplaced('s2', 's3', NOW + 1));
      expect(await dueIds(storage, NOW + 9)).toEqual([]);
      expect(await storage.transact(({ logouts }) => logouts.sessionEnded('s3', NOW + 2))).toBe(3);
      expect(await dueIds(storage, NOW + 9)).toEqual(['s1.1', 's2.2', 's3.1']);
    });

    it('of a user: all that is alive or was issued in a session that is not over, but nothing of the session that goes on', async () => {
      const storage = await open();
      await world(storage, ['s1:1', 's2:2!', 's3:1!', 's3:2', 'kept:1', 'old:1']);
      await storage.transact(async ({ sessions, logouts }) => {
        await sessions.end('s3', NOW);
        await logouts.sessionReplaced('old', 'kept', NOW);
        expect(await logouts.userSessionsEnd('ALICE', NOW, 'kept')).toBe(3);
      });
      expect(await dueIds(storage)).toEqual(['s1.1', 's2.2', 's3.2']);
      await storage.transact(({ logouts }) => logouts.userSessionsEnd('alice', NOW));
      expect(await dueIds(storage)).toEqual(['kept.1', 'old.1', 's1.1', 's2.2', 's3.2']);
    });

    it('of twenty that take a delivery at once, one does', async () => {
      const storage = await open();
      const delivery = await one(storage);
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, () => storage.transact(({ logouts }) => logouts.claim(delivery, NOW, NOW + LEASE))),
      );
      expect(outcomes.filter((outcome) => outcome === 'claimed')).toHaveLength(1);
      expect(await due(storage, NOW + LEASE - 1)).toEqual([]);
    });

    it('one that was taken and about which nothing more was heard is due again, and the first one is too late', async () => {
      const storage = await open();
      const delivery = await one(storage);
      await storage.transact(({ logouts }) => logouts.claim(delivery, NOW, NOW + LEASE));
      const [again] = await due(storage, NOW + LEASE);
      expect(again?.attempts).toBe(1);
      if (again === undefined) return;
      expect(await storage.transact(({ logouts }) => logouts.claim(again, NOW + LEASE, NOW + 2 * LEASE))).toBe('claimed');
      const result = { now: NOW, error: null, retryAt: null };
      expect(await storage.transact(({ logouts }) => logouts.settle(delivery.id, 1, result))).toBe('late');
      expect(await storage.transact(({ logouts }) => logouts.settle(delivery.id, 2, result))).toBe('settled');
      expect(await storage.transact(({ logouts }) => logouts.settle(delivery.id, 2, result))).toBe('late');
    });

    it('a failed try is due again, then given up; the list tells of each, those that failed alone too', async () => {
      const storage = await open();
      const delivery = await one(storage);
      const list = (failedOnly: boolean): Promise<LogoutDelivery[]> =>
        storage.read(({ logouts }) => logouts.list({ failedOnly, limit: 10 }));
      expect([await list(false), await list(true)]).toMatchObject([[{ id: delivery.id, outcome: null }], []]);
      await storage.transact(async ({ logouts }) => {
        await logouts.claim(delivery, NOW, NOW + LEASE);
        await logouts.settle(delivery.id, 1, { now: NOW, error: 'timeout', retryAt: NOW + 5 });
      });
      expect([await dueIds(storage, NOW + 4), await dueIds(storage, NOW + 5)]).toEqual([[], [delivery.id]]);
      expect(await list(true)).toMatchObject([{ outcome: null, lastError: 'timeout', attempts: 1, finishedAt: null }]);
      const [again] = await due(storage, NOW + 5);
      await storage.transact(async ({ logouts }) => {
        if (again !== undefined) await logouts.claim(again, NOW + 5, NOW + LEASE);
        await logouts.settle(delivery.id, 2, { now: NOW + 6, error: 'answered_400', retryAt: null });
      });
      expect(await dueIds(storage, NOW + DAY)).toEqual([]);
      expect(await list(true)).toMatchObject([
        { outcome: 'failed', lastError: 'answered_400', attempts: 2, finishedAt: NOW + 6, nextAttemptAt: null },
      ]);
    });

    it('a client with many that are due leaves room for the others', async () => {
      const storage = await open();
      await world(storage, ['s1:1', 's2:1', 's3:1', 's4:2']);
      for (const id of ['s1', 's2', 's3', 's4']) {
        await storage.transact(({ logouts }) => logouts.sessionEnded(id, NOW + Number(id.slice(1))));
      }
      const listed = await due(storage, NOW + 9, [3, 2]);
      expect(listed.map(({ id }) => id)).toEqual(['s1.1', 's2.1', 's4.2']);
    });

    it('are deleted after 30 days and with their client; of a person who is erased the name goes', async () => {
      const storage = await open();
      await world(storage, ['s1:1', 's1:2']);
      await storage.transact(({ logouts }) => logouts.sessionEnded('s1', NOW));
      await storage.transact(({ clients }) => clients.delete(2));
      expect(await dueIds(storage)).toEqual(['s1.1']);
      await storage.transact(async ({ erasure }) => {
        while ((await erasure.deleteRows('ALICE', 100)) > 0);
      });
      expect(await due(storage)).toMatchObject([{ id: 's1.1', userId: null }]);
      await storage.transact(({ housekeeping }) => housekeeping.deleteExpired(NOW + 29 * DAY, 100));
      expect(await dueIds(storage)).toEqual(['s1.1']);
      await storage.transact(({ housekeeping }) => housekeeping.deleteExpired(NOW + 32 * DAY, 100));
      expect(await dueIds(storage)).toEqual([]);
    });

    it('a restored backup tells the clients of all that was alive, unless sessions are kept', async () => {
      const storage = await open();
      await world(storage, ['s1:1', 's2:2', 's3:3']);
      await storage.transact(({ housekeeping }) => housekeeping.endIssued(NOW, true));
      expect(await dueIds(storage)).toEqual([]);
      await storage.transact(({ housekeeping }) => housekeeping.endIssued(NOW, false));
      expect(await dueIds(storage)).toEqual(['s1.1', 's2.2']);
    });
  });
}
