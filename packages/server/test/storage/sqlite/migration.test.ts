import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Migration } from '../../../src/storage/migrations/migration.ts';
import { MIGRATIONS } from '../../../src/storage/migrations/migrations.ts';
import { openSqliteStorage } from '../../../src/storage/sqlite/open-sqlite-storage.ts';
import { DatabaseTooNew } from '../../../src/storage/storage-errors.ts';
import { user } from '../entities.ts';
import { openTemporary, temporaryPath } from './temporary-database.ts';

const onFatal = (): void => undefined;
const NEXT = MIGRATIONS.length + 1;

function step(number: number, ...statements: string[]): Migration {
  return {
    number,
    name: `step ${number}`,
    statements: ({ builder }) => statements.map((text) => ({ compile: () => sql.raw(text).compile(builder) })),
  };
}

function query(path: string, text: string): unknown[] {
  const database = new DatabaseSync(path);
  try {
    return database.prepare(text).all();
  } finally {
    database.close();
  }
}

describe('migrations', () => {
  it('are numbered from 1 without gaps', () => {
    expect(MIGRATIONS.map(({ number }) => number)).toEqual(MIGRATIONS.map((_, index) => index + 1));
  });

  it('are applied once and recorded', async () => {
    const path = temporaryPath();
    for (let opening = 0; opening < 3; opening++) await (await openTemporary({ path })).close();
    const recorded = query(path, 'select number, name from schema_migrations order by number');
    expect(recorded).toEqual(MIGRATIONS.map(({ number, name }) => expect.objectContaining({ number, name })));
  });

  it('that fail leave nothing, and the next start goes on where they stopped', async () => {
    const path = temporaryPath();
    const first = step(NEXT, 'create table first_new (id integer)');
    const broken = step(NEXT + 1, 'create table second_new (id integer)', 'create table users (id integer)');
    const open = openSqliteStorage({ path, onFatal, migrations: [...MIGRATIONS, first, broken] });
    await expect(open).rejects.toThrow('already exists');
    const tables = "select name from sqlite_master where name like '%_new'";
    expect(query(path, tables)).toEqual([expect.objectContaining({ name: 'first_new' })]);
    const mended = step(NEXT + 1, 'create table second_new (id integer)');
    const storage = await openTemporary({ path, migrations: [...MIGRATIONS, first, mended] });
    expect(await storage.transact((stores) => stores.users.insert(user()))).toBe('inserted');
    await storage.close();
    expect(query(path, tables)).toHaveLength(2);
    expect(query(path, 'select max(number) as last from schema_migrations')).toEqual([
      expect.objectContaining({ last: NEXT + 1 }),
    ]);
  });

  it('refuse a database that a newer program wrote, and leave it free', async () => {
    const path = temporaryPath();
    await (await openTemporary({ path, migrations: [...MIGRATIONS, step(NEXT, 'create table future (id integer)')] })).close();
    const open = openSqliteStorage({ path, onFatal });
    await expect(open).rejects.toThrow(DatabaseTooNew);
    await expect(open).rejects.toThrow(`migration ${NEXT}`);
    await expect(openSqliteStorage({ path, onFatal })).rejects.toThrow(DatabaseTooNew);
  });
});
