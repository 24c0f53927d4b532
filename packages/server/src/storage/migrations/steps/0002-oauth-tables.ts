import { type Compilable, sql } from 'kysely';
import type { SqlDialect } from '../../sql/sql-dialect.ts';
import { createKeyedTable, required } from '../create-table.ts';
import type { Migration } from '../migration.ts';

/** Clients, what they were granted, and what came of it. */
export const oauthTables: Migration = {
  number: 2,
  name: 'oauth tables',
  statements: (dialect) => [
    ...clients(dialect),
    ...grants(dialect),
    ...consents(dialect),
    ...codes(dialect),
    ...accessTokens(dialect),
    ...refreshTokens(dialect),
    ...replays(dialect),
  ],
};

function clients({ builder }: SqlDialect): readonly Compilable[] {
  return [
    builder.schema
      .createTable('clients')
      .addColumn('id', 'integer', (column) => column.primaryKey().notNull())
      .addColumn('fullname', 'text', (column) => column.notNull().unique())
      .addColumn('status', 'text', required)
      .addColumn('sealed_secret', 'text')
      .addColumn('sealed_old_secret', 'text')
      .addColumn('old_secret_expires_at', 'bigint', required)
      .addColumn('redirect_uris', 'text', required)
      .addColumn('owner', 'text', required)
      .addColumn('grant_types', 'text', required)
      .addColumn('scope', 'text')
      .addColumn('default_scope', 'text')
      .addColumn('authentication_method', 'text')
      .addColumn('require_pkce', 'integer', required)
      .addColumn('consent', 'text', required)
      .addColumn('refuse_jwt_replay', 'integer', required)
      .addColumn('refresh_grace_seconds', 'integer', required)
      .addColumn('rights', 'text', required)
      .addColumn('created_at', 'bigint', required)
      .addColumn('updated_at', 'bigint', required),
    builder.schema
      .createTable('counters')
      .addColumn('name', 'text', (column) => column.primaryKey().notNull())
      .addColumn('next', 'integer', required),
    builder.insertInto('counters').values({ name: 'client', next: 1 }),
  ];
}

function grants(dialect: SqlDialect): readonly Compilable[] {
  const { schema } = dialect.builder;
  return [
    createKeyedTable(dialect, 'grants')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('client_id', 'integer', (column) => column.notNull().references('clients.id'))
      .addColumn('user_id', 'text', (column) => column.references('users.id'))
      // Refers to nothing: a grant for offline access outlives the row of its session.
      .addColumn('session_id', 'text')
      .addColumn('scope', 'text', required)
      .addColumn('offline', 'integer', required)
      .addColumn('authenticated_at', 'bigint', required)
      .addColumn('created_at', 'bigint', required)
      .addColumn('refresh_until', 'bigint', required)
      .addColumn('revoked_at', 'bigint'),
    schema.createIndex('grants_by_user').on('grants').column('user_id').where(sql<boolean>`user_id is not null`),
    schema.createIndex('grants_by_session').on('grants').column('session_id').where(sql<boolean>`session_id is not null`),
    schema.createIndex('grants_by_limit').on('grants').column('refresh_until'),
    schema.createIndex('grants_by_revocation').on('grants').column('revoked_at').where(sql<boolean>`revoked_at is not null`),
  ];
}

function consents(dialect: SqlDialect): readonly Compilable[] {
  return [
    createKeyedTable(dialect, 'consents')
      .addColumn('user_id', 'text', (column) => column.notNull().references('users.id'))
      .addColumn('client_id', 'integer', (column) => column.notNull().references('clients.id'))
      .addColumn('scope', 'text', required)
      .addColumn('given_at', 'bigint', required)
      .addPrimaryKeyConstraint('consents_key', ['user_id', 'client_id', 'scope']),
  ];
}

function codes(dialect: SqlDialect): readonly Compilable[] {
  const { schema } = dialect.builder;
  return [
    createKeyedTable(dialect, 'codes')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('secret_hash', 'text', required)
      .addColumn('grant_id', 'text', (column) => column.notNull().references('grants.id'))
      .addColumn('client_id', 'integer', required)
      .addColumn('redirect_uri', 'text', required)
      .addColumn('code_challenge', 'text')
      .addColumn('nonce', 'text')
      .addColumn('expires_at', 'bigint', required)
      .addColumn('redeemed_at', 'bigint'),
    schema.createIndex('codes_by_grant').on('codes').column('grant_id'),
    schema.createIndex('codes_unredeemed').on('codes').column('expires_at').where(sql<boolean>`redeemed_at is null`),
  ];
}

function accessTokens(dialect: SqlDialect): readonly Compilable[] {
  const { schema } = dialect.builder;
  return [
    createKeyedTable(dialect, 'access_tokens')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('secret_hash', 'text', required)
      .addColumn('grant_id', 'text', (column) => column.notNull().references('grants.id'))
      .addColumn('client_id', 'integer', required)
      .addColumn('user_id', 'text')
      .addColumn('scope', 'text', required)
      .addColumn('issued_at', 'bigint', required)
      .addColumn('expires_at', 'bigint', required)
      .addColumn('revoked_at', 'bigint'),
    schema.createIndex('access_tokens_by_grant').on('access_tokens').column('grant_id'),
    schema.createIndex('access_tokens_by_expiry').on('access_tokens').column('expires_at'),
  ];
}

function refreshTokens(dialect: SqlDialect): readonly Compilable[] {
  return [
    createKeyedTable(dialect, 'refresh_tokens')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('secret_hash', 'text', required)
      .addColumn('grant_id', 'text', (column) => column.notNull().references('grants.id'))
      .addColumn('client_id', 'integer', required)
      .addColumn('issued_at', 'bigint', required)
      .addColumn('expires_at', 'bigint', required)
      .addColumn('rotated_at', 'bigint')
      .addColumn('successor_id', 'text')
      .addColumn('successor_access_id', 'text'),
    dialect.builder.schema.createIndex('refresh_tokens_by_grant').on('refresh_tokens').column('grant_id'),
  ];
}

function replays(dialect: SqlDialect): readonly Compilable[] {
  return [
    createKeyedTable(dialect, 'replays')
      .addColumn('key', 'text', (column) => column.primaryKey().notNull())
      .addColumn('expires_at', 'bigint', required),
    dialect.builder.schema.createIndex('replays_by_expiry').on('replays').column('expires_at'),
  ];
}
