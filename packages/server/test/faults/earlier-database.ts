import { DatabaseSync } from 'node:sqlite';
import { expect } from 'vitest';
import { MIGRATIONS } from '../../src/storage/migrations/migrations.ts';
import { openPostgresStorage } from '../../src/storage/postgres/open-postgres-storage.ts';
import { openSqliteStorage } from '../../src/storage/sqlite/open-sqlite-storage.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { auditEvent, DAY, NOW } from '../storage/entities.ts';
import { verifyAll } from '../storage/suite/audit-chain-suite.ts';
import { administer } from '../support/postgres/databases.ts';

const AUDIT_ROWS = 60;
const USERS = ['Alice', 'bob', 'Carol'];
const BEFORE_THE_AUTHORITY = MIGRATIONS.slice(0, 3);
const onFatal = (error: Error): never => {
  throw error;
};

/** A kind of database, by its URL. */
export interface Dialect {
  open(url: string, migrations?: typeof MIGRATIONS): Promise<Storage>;
  run(url: string, statements: readonly string[]): Promise<void>;
  tables(url: string): Promise<readonly string[]>;
  rows(url: string, table: string): Promise<readonly object[]>;
}

export const SQLITE: Dialect = {
  open: (url, migrations = MIGRATIONS) => openSqliteStorage({ path: pathOf(url), onFatal, migrations }),
  run: async (url, statements) => withSqlite(url, (database) => database.exec(statements.join(';'))),
  tables: async (url) =>
    withSqlite(url, (database) =>
      database
        .prepare("select name from sqlite_master where type = 'table'")
        .all()
        .map(({ name }) => String(name)),
    ),
  rows: async (url, table) => withSqlite(url, (database) => database.prepare(`select * from "${table}"`).all()),
};

export const POSTGRES: Dialect = {
  open: (url, migrations = MIGRATIONS) => openPostgresStorage({ url, migrations }),
  run: async (url, statements) => void (await administer(url, ...statements)),
  tables: async (url) =>
    (await administer(url, "select table_name as name from information_schema.tables where table_schema = 'public'")).map(
      ({ name }) => String(name),
    ),
  rows: (url, table) => administer(url, `select * from "${table}"`),
};

/** Fills an empty database as one from before there was an authority: users, clients with owners, audit rows without chains. */
export async function makeEarlier(dialect: Dialect, url: string): Promise<void> {
  const storage = await dialect.open(url, BEFORE_THE_AUTHORITY);
  await storage.close();
  // As they were written then: the stores of today know more columns.
  const clients = USERS.map(
    (owner, index) =>
      `(${index + 1}, '${owner}', 'active', 'v1.secret', null, 0, '[]', '${owner}', '["password"]', null, null, null, 0, 'once', 0, 0, '[]', 1, 1)`,
  );
  const users = USERS.map(
    (id) => `('${id}', lower('${id}'), '', '', '', '', 'ldap', '', '', 'active', null, 0, 0, 0, null, 1, ${NOW})`,
  );
  const events = Array.from({ length: AUDIT_ROWS }, (_, row) => {
    const { id, at, action, actor } = auditEvent();
    return `('${id}', ${at}, '${action}', '${actor}', '', '', '${USERS[row % 3]}', ${row % 2 === 0 ? 1 : 'null'}, '{"row":${row}}')`;
  });
  await dialect.run(url, [
    `insert into clients values ${clients.join(', ')}`,
    "update counters set next = 4 where name = 'client'",
    `insert into users values ${users.join(', ')}`,
    `insert into audit values ${events.join(', ')}`,
  ]);
}

/** Every row, as text; what is random, or of the moment of the migration, is left out. */
export async function contents(dialect: Dialect, url: string): Promise<string[]> {
  const today = Date.now();
  const all: string[] = [];
  for (const table of await dialect.tables(url)) {
    for (const row of await dialect.rows(url, table)) {
      const fixed = Object.entries(row).map(([column, value]) => {
        const isOfNow = Math.abs(Number(value) - today) < DAY;
        const isRandom = /salt|hash/.test(column) || (column === 'id' && table.startsWith('role'));
        return [column, isRandom || isOfNow ? '' : String(value)];
      });
      all.push(`${table} ${JSON.stringify(fixed)}`);
    }
  }
  return all.toSorted();
}

/** The database opens as one that is up to date, and its audit chains hold every row. */
export async function expectWhole(dialect: Dialect, url: string): Promise<void> {
  const storage = await dialect.open(url);
  try {
    for (const chain of [0, 1]) {
      expect(await verifyAll(storage, chain, 500)).toMatchObject({ kind: 'intact', total: AUDIT_ROWS / 2 });
    }
  } finally {
    await storage.close();
  }
}

function withSqlite<T>(url: string, work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(pathOf(url));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

function pathOf(url: string): string {
  return url.replace('sqlite:', '');
}
