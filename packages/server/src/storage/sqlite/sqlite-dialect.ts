import { SqliteAdapter, SqliteQueryCompiler, sql } from 'kysely';
import { type SqlDialect, sqlDialect } from '../sql/sql-dialect.ts';

/** What SQLite does its own way. */
export const SQLITE_DIALECT: SqlDialect = sqlDialect({
  name: 'sqlite',
  createAdapter: () => new SqliteAdapter(),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  keyedTable: sql`without rowid`,
});
