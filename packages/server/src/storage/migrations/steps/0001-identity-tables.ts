import { type Compilable, sql } from 'kysely';
import type { SqlDialect } from '../../sql/sql-dialect.ts';
import { createKeyedTable, required } from '../create-table.ts';
import type { Migration } from '../migration.ts';

/** People, their sessions, and what guards their sign-in. */
export const identityTables: Migration = {
  number: 1,
  name: 'identity tables',
  statements: (dialect) => [...users(dialect), ...sessions(dialect), ...guards(dialect)],
};

function users({ builder: { schema } }: SqlDialect): readonly Compilable[] {
  return [
    schema
      .createTable('users')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('id_folded', 'text', (column) => column.notNull().unique())
      .addColumn('fullname', 'text', required)
      .addColumn('email', 'text', required)
      .addColumn('wechat', 'text', required)
      .addColumn('phone', 'text', required)
      .addColumn('type', 'text', required)
      .addColumn('dn', 'text', required)
      .addColumn('organization', 'text', required)
      .addColumn('status', 'text', required)
      .addColumn('password_hash', 'text')
      .addColumn('must_change_password', 'integer', required)
      .addColumn('password_set_at', 'bigint', required)
      .addColumn('system_administrator', 'integer', required)
      .addColumn('sealed_secret', 'text')
      .addColumn('created_at', 'bigint', required)
      .addColumn('updated_at', 'bigint', required),
    schema.createIndex('users_administrators').on('users').column('status').where(sql<boolean>`system_administrator = 1`),
  ];
}

function sessions(dialect: SqlDialect): readonly Compilable[] {
  const { schema } = dialect.builder;
  return [
    createKeyedTable(dialect, 'sessions')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('secret_hash', 'text', required)
      .addColumn('user_id', 'text', (column) => column.notNull().references('users.id'))
      .addColumn('authenticated_at', 'bigint', required)
      .addColumn('created_at', 'bigint', required)
      .addColumn('last_seen_at', 'bigint', required)
      .addColumn('expires_at', 'bigint', required)
      .addColumn('ended_at', 'bigint')
      .addColumn('user_agent', 'text', required)
      .addColumn('address', 'text', required),
    schema.createIndex('sessions_by_user').on('sessions').column('user_id'),
    schema.createIndex('sessions_by_expiry').on('sessions').column('expires_at'),
    schema.createIndex('sessions_by_end').on('sessions').column('ended_at').where(sql<boolean>`ended_at is not null`),
  ];
}

function guards(dialect: SqlDialect): readonly Compilable[] {
  return [
    createKeyedTable(dialect, 'throttles')
      .addColumn('key', 'text', (column) => column.primaryKey().notNull())
      .addColumn('count', 'integer', required)
      .addColumn('window_start', 'bigint', required)
      .addColumn('blocked_until', 'bigint', required),
    dialect.builder.schema.createIndex('throttles_by_age').on('throttles').column('window_start'),
    createKeyedTable(dialect, 'one_time_links')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('secret_hash', 'text', required)
      .addColumn('purpose', 'text', required)
      .addColumn('expires_at', 'bigint', required)
      .addColumn('used_at', 'bigint'),
  ];
}
