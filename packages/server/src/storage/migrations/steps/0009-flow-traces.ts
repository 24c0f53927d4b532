import { sql } from 'kysely';
import { required } from '../create-table.ts';
import type { Migration } from '../migration.ts';

/** Traces of requests, by which an application's developer finds out why a login fails; kept for a day. */
export const flowTraces: Migration = {
  number: 9,
  name: 'flow traces',
  statements: ({ builder: { schema } }) => [
    // Not kept in the order of its key: how many there are is counted in the index, which is small.
    schema
      .createTable('flow_traces')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('at', 'bigint', required)
      .addColumn('endpoint', 'text', required)
      .addColumn('client_id', 'bigint')
      .addColumn('outcome', 'text', required)
      .addColumn('error', 'text')
      .addColumn('failed', 'text')
      .addColumn('request_key', 'text')
      .addColumn('code_id', 'text')
      .addColumn('grant_id', 'text')
      .addColumn('detail', 'text', required),
    schema
      .createIndex('flow_traces_by_request')
      .on('flow_traces')
      .column('request_key')
      .where(sql<boolean>`request_key is not null`),
    schema.createIndex('flow_traces_by_code').on('flow_traces').column('code_id').where(sql<boolean>`code_id is not null`),
  ],
};
