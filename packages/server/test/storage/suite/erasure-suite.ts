import { describe, expect, it } from 'vitest';
import type { Storage } from '../../../src/storage/storage.ts';
import { accessToken, auditEvent, code, grant, NOW, refreshToken, session, user, withGrant } from '../entities.ts';
import type { StorageFactory } from '../storage-factory.ts';

async function withTraces(storage: Storage): Promise<void> {
  await withGrant(storage);
  await storage.transact(async (stores) => {
    await stores.users.insert(user({ id: 'bob' }));
    await stores.grants.insert(grant({ id: 'grant-2', userId: 'bob' }));
    await stores.sessions.insert(session({ id: 'bobs', userId: 'bob' }));
    for (let index = 0; index < 3; index++) {
      await stores.sessions.insert(session());
      await stores.codes.insert(code());
      await stores.accessTokens.insert(accessToken());
      await stores.refreshTokens.insert(refreshToken());
    }
    await stores.accessTokens.insert(accessToken({ id: 'bobs', grantId: 'grant-2', userId: 'bob' }));
  });
}

/** What erasing a person asks of the database. */
export function erasureSuite({ open }: StorageFactory): void {
  describe('erasing a person', () => {
    it('deletes what was issued to them in small steps, and then themself; others keep what they have', async () => {
      const storage = await open();
      await withTraces(storage);
      const steps: number[] = [];
      for (let deleted = -1; deleted !== 0; steps.push(deleted)) {
        deleted = await storage.transact(({ erasure }) => erasure.deleteRows('ALICE', 4));
      }
      expect(steps).toEqual([4, 4, 4, 1, 0]);
      await storage.transact(({ erasure }) => erasure.removeUser('Alice'));
      const left = await storage.read(async ({ users, sessions, accessTokens, grants }) => [
        (await users.find('alice'))?.id,
        (await users.find('bob'))?.id,
        (await sessions.find('bobs'))?.userId,
        (await accessTokens.find('bobs'))?.userId,
        (await grants.find('grant-1'))?.userId,
        (await grants.find('grant-2'))?.userId,
      ]);
      expect(left).toEqual([undefined, 'bob', 'bob', 'bob', undefined, 'bob']);
    });

    it('does not delete a user of whom something is left', async () => {
      const storage = await open();
      await withTraces(storage);
      await expect(storage.transact(({ erasure }) => erasure.removeUser('alice'))).rejects.toThrow();
      expect(await storage.read(({ users }) => users.find('alice'))).toBeDefined();
    });

    it('keeps one name for them until it is finished, and their id from everybody for ever', async () => {
      const storage = await open();
      const begin = (id: string, name: string): Promise<string> => storage.transact(({ erasure }) => erasure.begin(id, name));
      const find = (id: string): Promise<unknown> =>
        storage.read(async ({ erasure, users }) => [await erasure.find(id), await users.wasErased(id)]);
      const insert = (id: string): Promise<string> => storage.transact(({ users }) => users.insert(user({ id })));
      expect(await find('alice')).toEqual([undefined, false]);
      expect([await begin('alice', '~1'), await begin('ALICE', '~2'), await begin('bob', '~3')]).toEqual(['~1', '~1', '~3']);
      expect(await find('Alice')).toEqual(['underway', true]);
      await storage.transact(({ erasure }) => erasure.finish('ALICE'));
      expect(await find('alice')).toEqual(['erased', true]);
      expect(await find('bob')).toEqual(['underway', true]);
      expect(await begin('alice', '~4')).toBe('');
      expect([await insert('alice'), await insert('ALICE'), await insert('carol')]).toEqual(['exists', 'exists', 'inserted']);
    });

    it('is forgotten in audit rows under any spelling of the id', async () => {
      const storage = await open();
      await storage.transact(({ audit }) => audit.append(auditEvent({ userId: 'Alice', actor: 'Alice', at: NOW })));
      for (let after: string | undefined = ''; after !== undefined; ) {
        const from: string = after;
        ({ next: after } = await storage.transact(({ audit }) => audit.forget('aLICE', from, 9)));
      }
      expect(JSON.stringify(await storage.read(({ audit }) => audit.list({ limit: 9 })))).not.toMatch(/alice/i);
      expect(await storage.read(({ audit }) => audit.verify(1, 9))).toMatchObject({ kind: 'intact' });
    });
  });
}
