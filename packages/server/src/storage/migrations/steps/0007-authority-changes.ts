import { createKeyedTable, required } from '../create-table.ts';
import type { Migration } from '../migration.ts';

/** What was done to authority, from which the memories of other nodes catch up. */
export const authorityChanges: Migration = {
  number: 7,
  name: 'authority changes',
  statements: (dialect) => [
    createKeyedTable(dialect, 'authority_changes')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('client_id', 'bigint', required)
      .addColumn('from_epoch', 'bigint', required)
      .addColumn('epoch', 'bigint', required)
      .addColumn('at', 'bigint', required)
      .addColumn('events', 'text', required),
    dialect.builder.schema.createIndex('authority_changes_by_epoch').on('authority_changes').columns(['client_id', 'epoch']),
  ],
};
