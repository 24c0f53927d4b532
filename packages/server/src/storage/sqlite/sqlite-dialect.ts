import { SqliteAdapter, SqliteQueryCompiler, sql } from 'kysely';
import { type SqlDialect, sqlDialect } from '../sql/sql-dialect.ts';

class Compiler extends SqliteQueryCompiler {
  protected override visitSelectModifier(): void {
    // `for update` is left out: while one unit of work writes no other does, so whatever it reads is as good as locked.
  }
}

/** What SQLite does its own way. */
export const SQLITE_DIALECT: SqlDialect = sqlDialect({
  name: 'sqlite',
  createAdapter: () => new SqliteAdapter(),
  createQueryCompiler: () => new Compiler(),
  keyedTable: sql`without rowid`,
});
