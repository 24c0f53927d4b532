import { createKeyedTable, required } from '../create-table.ts';
import type { Migration } from '../migration.ts';

/** Devices that wait for a person to let them in (RFC 8628). */
export const deviceCodes: Migration = {
  number: 11,
  name: 'device codes',
  statements: (dialect) => [
    createKeyedTable(dialect, 'device_codes')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('secret_hash', 'text', required)
      .addColumn('user_code_mac', 'text', (column) => column.notNull().unique())
      .addColumn('client_id', 'integer', required)
      .addColumn('scope', 'text', required)
      .addColumn('resources', 'text')
      .addColumn('expires_at', 'bigint', required)
      .addColumn('interval_ms', 'bigint', required)
      .addColumn('next_poll_at', 'bigint', required)
      .addColumn('decided_at', 'bigint')
      // Refers to nothing: what was granted may be cleared away first.
      .addColumn('grant_id', 'text')
      .addColumn('redeemed_at', 'bigint'),
    dialect.builder.schema.createIndex('device_codes_by_expiry').on('device_codes').column('expires_at'),
  ],
};
