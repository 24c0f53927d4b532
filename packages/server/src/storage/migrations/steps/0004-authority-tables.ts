import { type Compilable, type CreateTableBuilder, sql } from 'kysely';
import { plantMissingTrees } from '../../sql/authority/plant-missing-trees.ts';
import type { SqlDialect } from '../../sql/sql-dialect.ts';
import { createKeyedTable, required } from '../create-table.ts';
import type { Migration } from '../migration.ts';

/** What people may do: a tree for each client, those that are there included. */
export const authorityTables: Migration = {
  number: 4,
  name: 'authority tables',
  statements: (dialect) => [
    ...epochs(dialect),
    ...roles(dialect),
    ...resources(dialect),
    ...roleUsers(dialect),
    ...roleGroups(dialect),
    ...roleResources(dialect),
    ...groups(dialect),
    ...userPauses(dialect),
  ],
  fill: plantMissingTrees,
};

const STILL_HOLDS = sql<boolean>`valid_to is null`;

// Rows are keyed in the order in which they are written, so that history is appended to.
function historyTable(dialect: SqlDialect, name: string): CreateTableBuilder<string> {
  return createKeyedTable(dialect, name).addColumn('id', 'text', (column) => column.primaryKey().notNull());
}

function withInterval(table: CreateTableBuilder<string>): Compilable {
  return table.addColumn('valid_from', 'bigint', required).addColumn('valid_to', 'bigint');
}

/** At most one row of this key holds at a time. */
function oneHolds({ builder }: SqlDialect, table: string, key: readonly string[]): Compilable {
  return builder.schema
    .createIndex(`${table}_current`)
    .on(table)
    .columns([...key])
    .unique()
    .where(STILL_HOLDS);
}

/** Finds what holds, and what held at a moment: the rows that ended after it. */
function byEnd({ builder }: SqlDialect, table: string, column: string): Compilable {
  return builder.schema.createIndex(`${table}_by_${column}`).on(table).columns([column, 'valid_to']);
}

function epochs(dialect: SqlDialect): readonly Compilable[] {
  const { builder } = dialect;
  return [
    createKeyedTable(dialect, 'authority_epochs')
      .addColumn('client_id', 'bigint', (column) => column.primaryKey().notNull())
      .addColumn('epoch', 'bigint', required)
      .addColumn('changed_at', 'bigint', required)
      .addColumn('history_from', 'bigint', required),
    builder.insertInto('authority_epochs').values({ client_id: 0, epoch: 1, changed_at: 0, history_from: 0 }),
    builder.insertInto('counters').values(['role', 'resource', 'group'].map((name) => ({ name, next: 1 }))),
  ];
}

function roles(dialect: SqlDialect): readonly Compilable[] {
  const table = historyTable(dialect, 'roles')
    .addColumn('role_id', 'bigint', required)
    .addColumn('client_id', 'bigint', required)
    .addColumn('name', 'text', required)
    .addColumn('description', 'text', required)
    .addColumn('parent_id', 'bigint', required)
    .addColumn('created_by', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_by', 'text', required)
    .addColumn('updated_at', 'bigint', required);
  return [withInterval(table), oneHolds(dialect, 'roles', ['role_id']), byEnd(dialect, 'roles', 'client_id')];
}

function resources(dialect: SqlDialect): readonly Compilable[] {
  const table = historyTable(dialect, 'resources')
    .addColumn('resource_id', 'bigint', required)
    .addColumn('client_id', 'bigint', required)
    .addColumn('name', 'text', required)
    .addColumn('description', 'text', required)
    .addColumn('data', 'text', required)
    .addColumn('created_by', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_by', 'text', required)
    .addColumn('updated_at', 'bigint', required);
  return [withInterval(table), oneHolds(dialect, 'resources', ['resource_id']), byEnd(dialect, 'resources', 'client_id')];
}

function roleUsers(dialect: SqlDialect): readonly Compilable[] {
  const table = historyTable(dialect, 'role_users')
    .addColumn('client_id', 'bigint', required)
    .addColumn('role_id', 'bigint', required)
    .addColumn('user_id', 'text', required)
    .addColumn('type', 'text', required)
    .addColumn('expires_at', 'bigint')
    .addColumn('granted_by', 'text', required);
  return [
    withInterval(table),
    oneHolds(dialect, 'role_users', ['role_id', 'user_id']),
    byEnd(dialect, 'role_users', 'client_id'),
    byEnd(dialect, 'role_users', 'user_id'),
    dialect.builder.schema
      .createIndex('role_users_by_expiry')
      .on('role_users')
      .column('expires_at')
      .where(sql<boolean>`valid_to is null and expires_at is not null`),
  ];
}

function roleGroups(dialect: SqlDialect): readonly Compilable[] {
  const table = historyTable(dialect, 'role_groups')
    .addColumn('client_id', 'bigint', required)
    .addColumn('role_id', 'bigint', required)
    .addColumn('group_id', 'bigint', required)
    .addColumn('granted_by', 'text', required);
  return [
    withInterval(table),
    oneHolds(dialect, 'role_groups', ['role_id', 'group_id']),
    byEnd(dialect, 'role_groups', 'client_id'),
    byEnd(dialect, 'role_groups', 'group_id'),
  ];
}

function roleResources(dialect: SqlDialect): readonly Compilable[] {
  const table = historyTable(dialect, 'role_resources')
    .addColumn('client_id', 'bigint', required)
    .addColumn('role_id', 'bigint', required)
    .addColumn('resource_id', 'bigint', required)
    .addColumn('granted_by', 'text', required);
  return [
    withInterval(table),
    oneHolds(dialect, 'role_resources', ['role_id', 'resource_id']),
    byEnd(dialect, 'role_resources', 'client_id'),
  ];
}

function groups(dialect: SqlDialect): readonly Compilable[] {
  const { schema } = dialect.builder;
  const users = historyTable(dialect, 'group_users')
    .addColumn('group_id', 'bigint', (column) => column.notNull().references('groups.id'))
    .addColumn('user_id', 'text', required);
  return [
    createKeyedTable(dialect, 'groups')
      .addColumn('id', 'bigint', (column) => column.primaryKey().notNull())
      .addColumn('name', 'text', required)
      .addColumn('email', 'text', required)
      .addColumn('description', 'text', required)
      .addColumn('owner', 'text', required)
      .addColumn('deleted', 'integer', required)
      .addColumn('turn', 'bigint', required),
    schema.createIndex('groups_named').on('groups').column('name').unique().where(sql<boolean>`deleted = 0`),
    withInterval(users),
    oneHolds(dialect, 'group_users', ['group_id', 'user_id']),
    byEnd(dialect, 'group_users', 'group_id'),
    byEnd(dialect, 'group_users', 'user_id'),
  ];
}

function userPauses(dialect: SqlDialect): readonly Compilable[] {
  const { builder } = dialect;
  const table = createKeyedTable(dialect, 'user_pauses').addColumn('user_id', 'text', required);
  return [
    table
      .addColumn('valid_from', 'bigint', required)
      .addColumn('valid_to', 'bigint')
      .addPrimaryKeyConstraint('user_pauses_key', ['user_id', 'valid_from']),
    builder.schema.createIndex('users_inactive').on('users').column('id').where(sql<boolean>`status <> 'active'`),
    builder
      .insertInto('user_pauses')
      .columns(['user_id', 'valid_from', 'valid_to'])
      .expression(
        builder
          .selectFrom('users')
          .select(['id', 'updated_at', sql<null>`cast(null as bigint)`.as('valid_to')])
          .where(sql<boolean>`status <> 'active'`),
      ),
  ];
}
