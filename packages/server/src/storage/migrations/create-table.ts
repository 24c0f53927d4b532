import type { ColumnDefinitionBuilder, CreateTableBuilder } from 'kysely';
import type { SqlDialect } from '../sql/sql-dialect.ts';

/** For a column that always holds something. */
export function required(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull();
}

/** Starts a table whose rows are kept in the order of their key, where the database can. */
export function createKeyedTable(dialect: SqlDialect, name: string): CreateTableBuilder<string> {
  const table = dialect.builder.schema.createTable(name);
  return dialect.keyedTable === undefined ? table : table.modifyEnd(dialect.keyedTable);
}
