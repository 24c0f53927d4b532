import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rememberedRows } from '../../../src/storage/memory/remembered-rows.ts';
import { rememberingStorage } from '../../../src/storage/memory/remembering-storage.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { accessToken, client, grant, NOW, user } from '../entities.ts';
import { openTemporary } from '../sqlite/temporary-database.ts';
import { storageSuite } from '../suite/storage-suite.ts';

const remembering = (storage: Storage): Storage => rememberingStorage(storage, rememberedRows());

storageSuite({ name: 'SQLite with hot rows in memory', open: async () => remembering(await openTemporary()) });

const CHANGES = {
  freeze: ({ users }) => users.update('alice', { status: 'frozen' }, NOW),
  revive: ({ users }) => users.update('ALICE', { status: 'active' }, NOW),
  rehash: ({ users }) => users.rehash('alice', '$argon2id$one', '$argon2id$two'),
  disable: ({ clients }) => clients.update(1, { status: 'disabled' }, NOW),
  enable: ({ clients }) => clients.update(1, { status: 'active' }, NOW),
  'revoke the grant': ({ grants }) => grants.revoke('grant', NOW),
  'revoke by session': ({ grants }) => grants.revokeBySession('session', NOW, false),
  'revoke by user': ({ grants }) => grants.revokeByUser('alice', NOW),
  'revoke by user and client': ({ grants }) => grants.revokeByUserAndClient('alice', 1, NOW),
  'revoke the token': ({ accessTokens }) => accessTokens.revoke('token', NOW),
  'give up a resource': ({ clients }) => clients.update(1, { metadata: { ...client().metadata, resource_indicators: [] } }, NOW),
  'take the resource': ({ clients }) => clients.insert(client({ id: 3, fullname: 'taker', metadata: { ...client().metadata } })),
  'delete the client': ({ clients }) => clients.delete(1),
  'make another user': ({ users }) => users.insert(user({ id: 'bob' })),
  'make another client': ({ clients }) => clients.insert(client({ id: 2, fullname: 'another' })),
  'make another grant': ({ grants }) => grants.insertOnce(grant({ id: 'other', clientId: 1, userId: 'alice' })),
} as const satisfies Record<string, (stores: Parameters<Parameters<Storage['transact']>[0]>[0]) => Promise<unknown>>;

type Change = keyof typeof CHANGES;

interface Step {
  readonly changes: readonly Change[];
  readonly fails: boolean;
}

async function seed(storage: Storage): Promise<void> {
  await storage.transact(async (stores) => {
    await stores.users.insert(user({ id: 'alice', passwordHash: '$argon2id$one' }));
    await stores.clients.insert(client({ id: 1 }));
    await stores.grants.insert(grant({ id: 'grant', clientId: 1, userId: 'alice', sessionId: 'session' }));
    await stores.accessTokens.insert(accessToken({ id: 'token', grantId: 'grant', clientId: 1, userId: 'alice' }));
  });
}

/** What was there from the beginning. */
function seeded(storage: Storage): Promise<unknown> {
  return storage.read(async ({ users, clients, grants, accessTokens }) => [
    await users.find('Alice'),
    await clients.find(1),
    await grants.find('grant'),
    await accessTokens.find('token'),
    await clients.findResourceOwner('https://api.example/1'),
  ]);
}

async function seen(storage: Storage): Promise<unknown> {
  const made = storage.read(async ({ users, clients, grants }) => [
    await users.find('bob'),
    await clients.find(2),
    await grants.find('other'),
  ]);
  return [await seeded(storage), await made];
}

function perform(storage: Storage, { changes, fails }: Step): Promise<unknown> {
  return storage
    .transact(async (stores) => {
      for (const change of changes) {
        // Looked at before and after, so that what is remembered inside a unit of work is tried too.
        await stores.grants.find('grant');
        await CHANGES[change](stores);
        await stores.users.find('alice');
        await stores.users.find('bob');
        await stores.clients.find(1);
        await stores.clients.find(2);
        await stores.grants.find('other');
        await stores.grants.find('grant');
        await stores.accessTokens.find('token');
      }
      if (fails) throw new Error('on purpose');
    })
    .catch(() => undefined);
}

describe('hot rows in memory', () => {
  test('are the rows of the database after any units of work, at once or in turn, that end or fail', async () => {
    const step = fc.record({
      changes: fc.array(fc.constantFrom(...(Object.keys(CHANGES) as Change[])), { maxLength: 3 }),
      fails: fc.boolean(),
    });
    const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(rounds, async (given) => {
        const database = await openTemporary();
        const storage = remembering(database);
        await seed(storage);
        for (const round of given) {
          const watched = [...round.map((one) => perform(storage, one)), seen(storage), seen(storage)];
          await Promise.all(watched);
          expect(await seen(storage)).toEqual(await seen(database));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('are read from the database no second time', async () => {
    const database = await openTemporary();
    let reads = 0;
    const counted: Storage = {
      transact: (work) => database.transact(work),
      read: (work) => {
        reads += 1;
        return database.read(work);
      },
      snapshot: (work) => database.snapshot(work),
      ping: () => database.ping(),
      close: () => database.close(),
    };
    const storage = remembering(counted);
    await seed(storage);
    await seeded(storage);
    await seeded(storage);
    expect(reads).toBe(1);
  });

  test('who was made in a unit of work that failed is nobody', async () => {
    const storage = remembering(await openTemporary());
    const failed = storage.transact(async ({ users, clients }) => {
      await users.insert(user({ id: 'alice' }));
      await clients.insert(client({ id: 1 }));
      expect([(await users.find('alice'))?.id, (await clients.find(1))?.id]).toEqual(['alice', 1]);
      throw new Error('on purpose');
    });
    await expect(failed).rejects.toThrow('on purpose');
    expect(await storage.read(async ({ users, clients }) => [await users.find('alice'), await clients.find(1)])).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('a unit of work that is under way sees what an earlier one of the same commit has changed', async () => {
    const storage = remembering(await openTemporary());
    await seed(storage);
    await seen(storage);
    const [, status] = await Promise.all([
      storage.transact(({ users }) => users.update('alice', { status: 'frozen' }, NOW)),
      storage.transact(async ({ users }) => (await users.find('alice'))?.status),
    ]);
    expect(status).toBe('frozen');
  });
});
