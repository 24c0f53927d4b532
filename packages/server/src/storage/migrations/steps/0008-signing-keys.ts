import { createKeyedTable, required } from '../create-table.ts';
import type { Migration } from '../migration.ts';

/** Keys that we sign with. */
export const signingKeys: Migration = {
  number: 8,
  name: 'signing keys',
  statements: (dialect) => [
    createKeyedTable(dialect, 'signing_keys')
      .addColumn('kid', 'text', (column) => column.primaryKey().notNull())
      .addColumn('algorithm', 'text', required)
      .addColumn('generation', 'integer', required)
      .addColumn('public_jwk', 'text', required)
      .addColumn('sealed_key', 'text')
      .addColumn('created_at', 'bigint', required)
      .addColumn('active_from', 'bigint', required)
      .addColumn('retired_at', 'bigint')
      .addColumn('removed_at', 'bigint')
      .addColumn('revoked_at', 'bigint'),
    dialect.builder.schema
      .createIndex('signing_keys_by_generation')
      .on('signing_keys')
      .columns(['algorithm', 'generation'])
      .unique(),
  ],
};
