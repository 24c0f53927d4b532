import { sql } from 'kysely';
import { createKeyedTable, required } from '../create-table.ts';
import type { Migration } from '../migration.ts';

/** Which clients are to be told, or were told, that a session has ended (OpenID Connect Back-Channel Logout §2.5). */
export const logoutDeliveries: Migration = {
  number: 13,
  name: 'logout deliveries',
  statements: (dialect) => [
    createKeyedTable(dialect, 'logout_deliveries')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('client_id', 'integer', required)
      // Refers to nothing: the session is cleared away before the log of what was delivered.
      .addColumn('session_id', 'text', required)
      .addColumn('user_id', 'text')
      .addColumn('created_at', 'bigint', required)
      .addColumn('waits_for', 'text')
      .addColumn('attempts', 'integer', required)
      .addColumn('next_attempt_at', 'bigint')
      .addColumn('finished_at', 'bigint')
      .addColumn('outcome', 'text')
      .addColumn('last_error', 'text'),
    index(dialect, 'next_attempt_at'),
    index(dialect, 'waits_for'),
    index(dialect, 'user_id'),
    dialect.builder.schema.createIndex('logout_deliveries_by_creation').on('logout_deliveries').column('created_at'),
  ],
};

function index({ builder }: Parameters<Migration['statements']>[0], column: string): ReturnType<Migration['statements']>[number] {
  return builder.schema
    .createIndex(`logout_deliveries_by_${column}`)
    .on('logout_deliveries')
    .column(column)
    .where(sql<boolean>`${sql.ref(column)} is not null`);
}
