import { describe, expect, it } from 'vitest';
import type { Storage } from '../../../src/storage/storage.ts';
import { INVARIANTS, type Violation } from '../../../src/storage/verification-store.ts';
import { accessToken, code, DAY, grant, link, NOW, refreshToken, session, withGrant } from '../entities.ts';
import type { StorageFactory } from '../storage-factory.ts';
import { membershipBegins, plantedClient, resourceBegins, roleBegins, withUsers } from './authority/planted-client.ts';

/** What restoring and verifying need of every database. */
export function backupSuite({ open }: StorageFactory): void {
  describe('after a backup was restored', () => {
    it('sessions, grants, codes and links are ended, and epochs are beyond every one that was answered', async () => {
      const storage = await open();
      const { ids, epoch } = await filled(storage);
      const ended = await storage.transact(({ housekeeping }) => housekeeping.endIssued(NOW, false));
      expect(ended).toEqual({ sessions: 1, grants: 1, client_tokens: 0, codes: 1, links: 1 });
      await storage.read(async (stores) => {
        expect((await stores.sessions.find(ids.session))?.endedAt).toBe(NOW);
        expect((await stores.accessTokens.find(ids.access))?.grantRevokedAt).toBe(NOW);
        expect((await stores.codes.find(ids.code))?.expiresAt).toBe(NOW);
        expect(await stores.authority.epoch(1)).toBeGreaterThan(epoch + 100_000);
      });
      expect(await storage.transact(({ housekeeping }) => housekeeping.endIssued(NOW, false))).toEqual({
        ...{ sessions: 0, grants: 0, client_tokens: 0, codes: 0, links: 0 },
      });
    });

    it('a client’s own tokens are ended, and its grant, on which its next ones will hang, is not', async () => {
      const storage = await open();
      const { id } = await plantedClient(storage);
      const own = accessToken({ grantId: 'client-1-0', clientId: id, userId: null });
      await storage.transact(async (stores) => {
        await stores.grants.insert(grant({ id: own.grantId, clientId: id, userId: null, sessionId: null }));
        await stores.accessTokens.insert(own);
      });
      expect(await storage.transact(({ housekeeping }) => housekeeping.endIssued(NOW, false))).toMatchObject({
        client_tokens: 1,
      });
      const found = await storage.read(({ accessTokens }) => accessTokens.find(own.id));
      expect(found).toMatchObject({ revokedAt: NOW, grantRevokedAt: null });
    });

    it('sessions and grants can be kept; what works once is ended all the same', async () => {
      const storage = await open();
      const { ids } = await filled(storage);
      const ended = await storage.transact(({ housekeeping }) => housekeeping.endIssued(NOW, true));
      expect(ended).toEqual({ sessions: 0, grants: 0, client_tokens: 0, codes: 1, links: 1 });
      expect((await storage.read(({ sessions }) => sessions.find(ids.session)))?.endedAt).toBeNull();
    });
  });

  describe('verification', () => {
    it('finds nothing wrong with what the stores wrote', async () => {
      const storage = await open();
      await filled(storage);
      expect(await violationsOf(storage)).toEqual([]);
    });

    it('looks at every row, in parts', async () => {
      const storage = await open();
      const { change, rootId } = await plantedClient(storage);
      await withUsers(storage, 'bob');
      const names = Array.from({ length: 1_200 }, (_, index) => `role ${index}`);
      await change(names.map((name, index) => roleBegins(rootId, name, index)));
      await change([membershipBegins(rootId + 1_200, 'bob')]);
      // Wrong in the last part: the store writes what it is told, and the kernel was not asked.
      await change([roleBegins(999_999, 'orphan')]);
      const parts = await partsOf(storage, 'roles');
      expect(parts.reduce((sum, checked) => sum + checked, 0)).toBe(1_202);
      expect(Math.max(...parts)).toBeLessThan(1_000);
      expect(await violationsOf(storage)).toEqual([
        { severity: 'wrong', problem: expect.stringMatching(/^client 1: these roles do not lie below its root: \d+$/) },
      ]);
    });
  });
}

async function filled(storage: Storage): Promise<{ ids: { session: string; code: string; access: string }; epoch: number }> {
  const { change, rootId } = await plantedClient(storage);
  const [role = 0] = await change([roleBegins(rootId, 'staff')]);
  const [resource = 0] = await change([resourceBegins('page')]);
  await change([rootId, role].map((roleId) => ({ kind: 'link_begins', roleId, resourceId: resource })));
  await withGrant(storage);
  const given = { session: session({ expiresAt: NOW + DAY }), code: code({ expiresAt: NOW + DAY }), access: accessToken() };
  await storage.transact(async (stores) => {
    await stores.sessions.insert(given.session);
    await stores.codes.insert(given.code);
    await stores.accessTokens.insert(given.access);
    await stores.refreshTokens.insert(refreshToken());
    await stores.oneTimeLinks.insert(link());
  });
  const epoch = (await storage.read(({ authority }) => authority.epoch(1))) ?? 0;
  return { ids: { session: given.session.id, code: given.code.id, access: given.access.id }, epoch };
}

async function partsOf(storage: Storage, invariant: (typeof INVARIANTS)[number], found: Violation[] = []): Promise<number[]> {
  const parts: number[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const from: string = after;
    const part = await storage.read(({ verification }) => verification.verify(invariant, from));
    parts.push(part.checked);
    found.push(...part.violations);
    after = part.next;
  }
  return parts;
}

async function violationsOf(storage: Storage): Promise<Violation[]> {
  const found: Violation[] = [];
  for (const invariant of INVARIANTS) await partsOf(storage, invariant, found);
  return found;
}
