import { createKeyedTable, required } from '../create-table.ts';
import type { Migration } from '../migration.ts';

/** Which client serves a resource: each is of one (RFC 8707 §2). */
export const resourceIndicators: Migration = {
  number: 14,
  name: 'resource indicators',
  statements: (dialect) => [
    createKeyedTable(dialect, 'resource_indicators')
      .addColumn('uri', 'text', (column) => column.primaryKey().notNull())
      .addColumn('client_id', 'integer', required),
    dialect.builder.schema.createIndex('resource_indicators_by_client').on('resource_indicators').column('client_id'),
  ],
};
