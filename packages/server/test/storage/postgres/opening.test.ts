import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Migration } from '../../../src/storage/migrations/migration.ts';
import { MIGRATIONS } from '../../../src/storage/migrations/migrations.ts';
import { openPostgresStorage } from '../../../src/storage/postgres/open-postgres-storage.ts';
import { DatabaseTooNew, DatabaseUnusable } from '../../../src/storage/storage-errors.ts';
import { administer, freshDatabase, hasPostgres } from '../../support/postgres/databases.ts';
import { startCluster } from '../../support/postgres/postgres-cluster.ts';
import { user } from '../entities.ts';
import { openTemporary } from './temporary-database.ts';

const NEXT = MIGRATIONS.length + 1;

function step(number: number, ...statements: string[]): Migration {
  return {
    number,
    name: `step ${number}`,
    statements: ({ builder }) => statements.map((text) => ({ compile: () => sql.raw(text).compile(builder) })),
  };
}

describe.runIf(hasPostgres())('the schema of a PostgreSQL database', () => {
  it('is made once by nodes that start together', async () => {
    const url = await freshDatabase('empty');
    const nodes = await Promise.all(Array.from({ length: 5 }, () => openTemporary({ url })));
    const recorded = await administer(url, 'select number::int, name from schema_migrations order by number');
    expect(recorded).toEqual(MIGRATIONS.map(({ number, name }) => ({ number, name })));
    expect(await nodes[4]?.transact((stores) => stores.users.insert(user()))).toBe('inserted');
  });

  it('is left as it was by a migration that fails, and the next start goes on where it stopped', async () => {
    const url = await freshDatabase();
    const first = step(NEXT, 'create table first_new (id bigint)');
    const broken = step(NEXT + 1, 'create table second_new (id bigint)', 'create table users (id bigint)');
    await expect(openPostgresStorage({ url, migrations: [...MIGRATIONS, first, broken] })).rejects.toThrow('already exists');
    const tables = "select tablename from pg_tables where tablename like '%\\_new' order by 1";
    expect(await administer(url, tables)).toEqual([{ tablename: 'first_new' }]);
    await openTemporary({ url, migrations: [...MIGRATIONS, first, step(NEXT + 1, 'create table second_new (id bigint)')] });
    expect(await administer(url, tables)).toHaveLength(2);
  });

  it('of a newer program is refused', async () => {
    const url = await freshDatabase();
    await openTemporary({ url, migrations: [...MIGRATIONS, step(NEXT, 'create table future (id bigint)')] });
    await expect(openPostgresStorage({ url })).rejects.toThrow(DatabaseTooNew);
  });

  it('holds whole numbers of 64 bits and compares text byte by byte, whatever the locale', async () => {
    const url = await freshDatabase();
    const columns =
      "select distinct data_type, collation_name from information_schema.columns where table_schema = 'public' order by 1";
    expect(await administer(url, columns)).toEqual([
      { data_type: 'bigint', collation_name: null },
      { data_type: 'text', collation_name: 'C' },
    ]);
  });
});

describe.runIf(hasPostgres())('a PostgreSQL server', () => {
  it.each(['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'synchronous_commit=local'])(
    'that is set to lose what was acknowledged (%s) is refused',
    async (setting) => {
      const cluster = await startCluster([setting]);
      onTestFinished(async () => cluster?.remove());
      const opened = openPostgresStorage({ url: cluster?.url('postgres') ?? '' });
      await expect(opened).rejects.toThrow(DatabaseUnusable);
      await expect(opened).rejects.toThrow(setting.split('=')[0] ?? '');
    },
  );

  it('that cannot be reached, or has no such database, is told without the password', async () => {
    const url = new URL(await freshDatabase());
    url.password = 'canary';
    url.pathname = '/there_is_none';
    for (const wrong of [url.href, 'postgres://someone:canary@127.0.0.1:1/x']) {
      const opened = openPostgresStorage({ url: wrong });
      await expect(opened).rejects.toThrow(DatabaseUnusable);
      await expect(opened).rejects.not.toThrow('canary');
    }
  });
});
