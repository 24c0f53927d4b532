import { sql } from 'kysely';
import { createKeyedTable, required } from '../create-table.ts';
import type { Migration } from '../migration.ts';

/** The audit table, and facts about the installation. */
export const operationTables: Migration = {
  number: 3,
  name: 'operation tables',
  statements: (dialect) => [
    createKeyedTable(dialect, 'audit')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('at', 'bigint', required)
      .addColumn('action', 'text', required)
      .addColumn('actor', 'text', required)
      .addColumn('address', 'text', required)
      .addColumn('request_id', 'text', required)
      .addColumn('user_id', 'text')
      .addColumn('client_id', 'integer')
      .addColumn('detail', 'text', required),
    dialect.builder.schema
      .createIndex('audit_by_user')
      .on('audit')
      .columns(['user_id', 'id'])
      .where(sql<boolean>`user_id is not null`),
    createKeyedTable(dialect, 'instance')
      .addColumn('name', 'text', (column) => column.primaryKey().notNull())
      .addColumn('value', 'text', required),
  ],
};
