import { type DataTypeNode, PostgresAdapter, PostgresQueryCompiler } from 'kysely';
import { type SqlDialect, sqlDialect } from '../sql/sql-dialect.ts';

class Compiler extends PostgresQueryCompiler {
  // As on SQLite: every whole number has 64 bits, and text is compared byte by byte, whatever the database's locale.
  protected override visitDataType({ dataType }: DataTypeNode): void {
    this.append(dataType === 'text' ? 'text collate "C"' : 'bigint');
  }
}

/** What PostgreSQL does its own way. */
export const POSTGRES_DIALECT: SqlDialect = sqlDialect({
  name: 'postgres',
  createAdapter: () => new PostgresAdapter(),
  createQueryCompiler: () => new Compiler(),
  keyedTable: undefined,
});
