import type { Compilable } from 'kysely';
import type { Connection, SqlValue } from '../sql/connection.ts';
import type { SqlDialect } from '../sql/sql-dialect.ts';
import { statement } from '../sql/statement.ts';
import type { MigrationRow } from '../sql/tables/tables.ts';
import { DatabaseTooNew } from '../storage-errors.ts';
import { required } from './create-table.ts';
import type { Migration } from './migration.ts';

/** A database to bring up to date: `transact` runs its work in a transaction in which no other node migrates. */
export interface MigrationTarget {
  readonly dialect: SqlDialect;
  transact<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
}

const APPLIED = statement((db, _: Record<never, never>) =>
  db.selectFrom('schema_migrations').select((eb) => eb.fn.max<number | null>('number').as('last')),
);

const RECORD = statement((db, given: MigrationRow) =>
  db.insertInto('schema_migrations').values({ number: given.number, name: given.name, applied_at: given.applied_at }),
);

/**
 * Applies the migrations that the database has not had, each in a transaction of its own, so an interrupted run goes on
 * where it stopped. Throws `DatabaseTooNew` when the database has had one that is not in the list.
 */
export async function migrate(target: MigrationTarget, migrations: readonly Migration[], now: number): Promise<void> {
  await target.transact((connection) => execute(connection, createRecord(target.dialect)));
  const latest = migrations.at(-1)?.number ?? 0;
  for (;;) {
    const applied = await target.transact(async (connection) => {
      const last = (await APPLIED.first(connection, {}))?.last ?? 0;
      if (last > latest) throw new DatabaseTooNew(tooNew(last, latest));
      const next = migrations.find((migration) => migration.number > last);
      if (next !== undefined) await apply(connection, next, now);
      return next;
    });
    if (applied === undefined) return;
  }
}

async function apply(connection: Connection, migration: Migration, now: number): Promise<void> {
  for (const step of migration.statements(connection.dialect)) await execute(connection, step);
  await migration.fill?.(connection, now);
  await RECORD.run(connection, { number: migration.number, name: migration.name, applied_at: now });
}

async function execute(connection: Connection, step: Compilable): Promise<void> {
  const { sql, parameters } = step.compile();
  await connection.run(sql, parameters as readonly SqlValue[]);
}

function createRecord({ builder }: SqlDialect): Compilable {
  return builder.schema
    .createTable('schema_migrations')
    .ifNotExists()
    .addColumn('number', 'integer', (column) => column.primaryKey().notNull())
    .addColumn('name', 'text', required)
    .addColumn('applied_at', 'bigint', required);
}

function tooNew(last: number, latest: number): string {
  return `the database has had migration ${last}, this program knows up to ${latest}: start the program that wrote it, or a newer one`;
}
