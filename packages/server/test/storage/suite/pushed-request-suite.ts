import { describe, expect, it } from 'vitest';
import { newPushedRequest, type PushedRequest } from '../../../src/oauth/grant/pushed-request.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { client, NOW } from '../entities.ts';
import type { StorageFactory } from '../storage-factory.ts';

const PARAMETERS = [
  ['client_id', '1'],
  ['state', `"quoted" \\ é 中 \u{1f511}`],
  ['resource', 'https://a.example/'],
  ['resource', 'https://b.example/'],
] as const;

async function kept(storage: Storage, changes: Partial<PushedRequest> = {}): Promise<PushedRequest> {
  const request = { ...newPushedRequest(1, PARAMETERS, NOW).request, ...changes };
  await storage.transact(({ pushedRequests }) => pushedRequests.insert(request));
  return request;
}

function find(storage: Storage, id: string): Promise<PushedRequest | undefined> {
  return storage.read(({ pushedRequests }) => pushedRequests.find(id));
}

/** What pushed requests promise (RFC 9126). */
export function pushedRequestSuite({ open }: StorageFactory): void {
  describe('pushed requests', () => {
    it('come back as they were stored, parameters that repeat in their order', async () => {
      const storage = await open();
      const request = await kept(storage);
      expect(await find(storage, request.id)).toEqual(request);
      expect(await find(storage, 'nobody')).toBeUndefined();
    });

    it('RFC 9126 §7.3: of twenty that answer one at once, one does', async () => {
      const storage = await open();
      const { id } = await kept(storage);
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, () => storage.transact(({ pushedRequests }) => pushedRequests.consume(id, NOW))),
      );
      expect(outcomes.filter((outcome) => outcome === 'consumed')).toHaveLength(1);
      expect((await find(storage, id))?.consumedAt).toBe(NOW);
    });

    it('of twenty looks at one at once, the first one sets how long it lives', async () => {
      const storage = await open();
      const { id } = await kept(storage);
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          storage.transact(({ pushedRequests }) => pushedRequests.open(id, NOW + index, NOW + 1000 + index)),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === 'opened')).toHaveLength(1);
      const first = outcomes.indexOf('opened');
      expect(await find(storage, id)).toMatchObject({ openedAt: NOW + first, expiresAt: NOW + 1000 + first, consumedAt: null });
    });

    it('an answer that is rolled back leaves it unanswered', async () => {
      const storage = await open();
      const { id } = await kept(storage);
      const failing = storage.transact(async ({ pushedRequests }) => {
        await pushedRequests.consume(id, NOW);
        throw new Error('later');
      });
      await expect(failing).rejects.toThrow('later');
      expect(await storage.transact(({ pushedRequests }) => pushedRequests.consume(id, NOW))).toBe('consumed');
    });

    it('are deleted when they are over, with their client, and when a backup is restored', async () => {
      const storage = await open();
      await storage.transact((stores) => stores.clients.insert(client({ id: 1 })));
      const [over, live] = [await kept(storage, { expiresAt: NOW }), await kept(storage, { expiresAt: NOW + 1 })];
      await storage.transact(({ housekeeping }) => housekeeping.deleteExpired(NOW, 100));
      expect([await find(storage, over.id), (await find(storage, live.id))?.id]).toEqual([undefined, live.id]);
      await storage.transact(({ housekeeping }) => housekeeping.endIssued(NOW, true));
      expect(await find(storage, live.id)).toBeUndefined();
      const { id } = await kept(storage);
      await storage.transact(({ clients }) => clients.delete(1));
      expect(await find(storage, id)).toBeUndefined();
    });
  });
}
