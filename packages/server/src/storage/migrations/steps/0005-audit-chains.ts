import { type Compilable, sql } from 'kysely';
import { copyIntoChains } from '../../sql/audit/copy-into-chains.ts';
import type { SqlDialect } from '../../sql/sql-dialect.ts';
import { createKeyedTable, required } from '../create-table.ts';
import type { Migration } from '../migration.ts';

/** Audit rows in chains of hashes, those that are there included. */
export const auditChains: Migration = {
  number: 5,
  name: 'audit chains',
  statements: (dialect) => [
    dialect.builder.schema.dropIndex('audit_by_user'),
    dialect.builder.schema.alterTable('audit').renameTo('unchained_audit'),
    ...chains(dialect),
    ...rows(dialect),
  ],
  fill: copyIntoChains,
};

function chains(dialect: SqlDialect): readonly Compilable[] {
  return [
    createKeyedTable(dialect, 'audit_chains')
      .addColumn('chain', 'bigint', (column) => column.primaryKey().notNull())
      .addColumn('sequence', 'bigint', required)
      .addColumn('hash', 'text', required)
      .addColumn('anchor_sequence', 'bigint', required)
      .addColumn('anchor_hash', 'text', required),
    createKeyedTable(dialect, 'audit_salts')
      .addColumn('subject', 'text', (column) => column.primaryKey().notNull())
      .addColumn('salt', 'text', required),
  ];
}

function rows(dialect: SqlDialect): readonly Compilable[] {
  const { schema } = dialect.builder;
  return [
    createKeyedTable(dialect, 'audit')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('at', 'bigint', required)
      .addColumn('action', 'text', required)
      .addColumn('actor', 'text', required)
      .addColumn('address', 'text', required)
      .addColumn('request_id', 'text', required)
      .addColumn('user_id', 'text')
      .addColumn('client_id', 'bigint')
      .addColumn('detail', 'text', required)
      .addColumn('mentions', 'integer', required)
      .addColumn('chain', 'bigint', (column) => column.notNull().references('audit_chains.chain'))
      .addColumn('sequence', 'bigint', required)
      .addColumn('hash', 'text', required),
    schema.createIndex('audit_by_chain').on('audit').columns(['chain', 'sequence']).unique(),
    schema.createIndex('audit_by_user').on('audit').columns(['user_id', 'id']).where(sql<boolean>`user_id is not null`),
    createKeyedTable(dialect, 'audit_mentions')
      .addColumn('audit_id', 'text', (column) => column.notNull().references('audit.id'))
      .addColumn('position', 'integer', required)
      .addColumn('user_id', 'text', required)
      .addColumn('detail', 'text', required)
      .addPrimaryKeyConstraint('audit_mentions_key', ['audit_id', 'position']),
    schema.createIndex('audit_mentions_by_user').on('audit_mentions').columns(['user_id', 'audit_id']),
  ];
}
