import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openPostgresStorage } from '../../../src/storage/postgres/open-postgres-storage.ts';
import { type Storage, StorageUnavailable } from '../../../src/storage/storage.ts';
import { administer, freshDatabase, hasPostgres } from '../../support/postgres/databases.ts';
import { type PostgresCluster, startCluster } from '../../support/postgres/postgres-cluster.ts';
import { user } from '../entities.ts';
import { openTemporary } from './temporary-database.ts';

const CUT =
  "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'hufu' and datname = current_database()";

async function ownCluster(): Promise<{ cluster: PostgresCluster; storage: Storage }> {
  const cluster = await startCluster();
  if (cluster === undefined) throw new Error('there is no PostgreSQL');
  onTestFinished(() => cluster.remove());
  const storage = await openPostgresStorage({ url: cluster.url('postgres') });
  onTestFinished(() => storage.close());
  return { cluster, storage };
}

describe.runIf(hasPostgres())('when connections to PostgreSQL are cut', () => {
  it('nobody notices while they are idle', async () => {
    const url = await freshDatabase();
    const storage = await openTemporary({ url });
    for (let round = 0; round < 5; round++) {
      await administer(url, CUT);
      expect(await storage.transact((stores) => stores.users.insert(user({ id: `user${round}` })))).toBe('inserted');
      await administer(url, CUT);
      expect(await storage.read((stores) => stores.users.find(`user${round}`))).toBeDefined();
    }
  });

  it('a unit of work that was not being committed is run again, as a whole', async () => {
    const url = await freshDatabase();
    const storage = await openTemporary({ url });
    let runs = 0;
    const outcome = await storage.transact(async (stores) => {
      const inserted = await stores.users.insert(user());
      if (++runs === 1) await administer(url, CUT);
      await stores.instance.putIfAbsent('fact', String(runs));
      return inserted;
    });
    expect([outcome, runs]).toEqual(['inserted', 2]);
    expect(await storage.read((stores) => stores.instance.find('fact'))).toBe('2');
  });

  it('what was acknowledged under load is there, and what was not is there as a whole or not at all', async () => {
    const url = await freshDatabase();
    const storage = await openTemporary({ url });
    let isOver = false;
    const acknowledged: string[] = [];
    const refused: string[] = [];
    const load = Array.from({ length: 16 }, async (_, worker) => {
      for (let count = 0; !isOver; count++) {
        const id = `w${worker}-${count}`;
        const unit = storage.transact(async (stores) => {
          await stores.instance.putIfAbsent(`${id}-a`, id);
          await stores.instance.putIfAbsent(`${id}-b`, id);
        });
        await unit.then(
          () => acknowledged.push(id),
          (error: unknown) => {
            expect(error).toBeInstanceOf(StorageUnavailable);
            refused.push(id);
          },
        );
      }
    });
    for (let cut = 0; cut < 20; cut++) await administer(url, CUT, 'select pg_sleep(0.02)');
    isOver = true;
    await Promise.all(load);
    const rows = await administer(url, 'select name from instance');
    const names = new Set(rows.map(({ name }) => name));
    expect(acknowledged.filter((id) => !(names.has(`${id}-a`) && names.has(`${id}-b`)))).toEqual([]);
    expect(refused.filter((id) => names.has(`${id}-a`) !== names.has(`${id}-b`))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(0);
  });
});

describe.runIf(hasPostgres())('when PostgreSQL is stopped', () => {
  it.each(['fast', 'immediate'] as const)('(%s) all is refused as unavailable, and served again once it is back', async (how) => {
    const { cluster, storage } = await ownCluster();
    await storage.transact((stores) => stores.users.insert(user()));
    await cluster.stop(how);
    await expect(storage.transact((stores) => stores.users.find('alice'))).rejects.toThrow(StorageUnavailable);
    await expect(storage.read((stores) => stores.users.find('alice'))).rejects.toThrow(StorageUnavailable);
    await expect(storage.ping()).rejects.toThrow(StorageUnavailable);
    await cluster.start();
    const back = Date.now();
    await vi.waitFor(() => storage.ping(), { timeout: 5000 });
    expect(await storage.transact((stores) => stores.users.find('alice'))).toEqual(user());
    expect(Date.now() - back).toBeLessThan(5000);
  });
});
