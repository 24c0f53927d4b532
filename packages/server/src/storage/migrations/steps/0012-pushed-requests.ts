import { createKeyedTable, required } from '../create-table.ts';
import type { Migration } from '../migration.ts';

/** Authorization requests that clients pushed, or that are kept aside while somebody signs in. */
export const pushedRequests: Migration = {
  number: 12,
  name: 'pushed requests',
  statements: (dialect) => [
    createKeyedTable(dialect, 'pushed_requests')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('secret_hash', 'text', required)
      .addColumn('client_id', 'integer', required)
      .addColumn('parameters', 'text', required)
      .addColumn('expires_at', 'bigint', required)
      .addColumn('opened_at', 'bigint')
      .addColumn('consumed_at', 'bigint'),
    dialect.builder.schema.createIndex('pushed_requests_by_expiry').on('pushed_requests').column('expires_at'),
  ],
};
