import type { Migration } from '../migration.ts';

/** What standard clients register and ask for: metadata of clients, resources and claims of grants, keys that tokens are bound to. */
export const clientMetadataAndBoundTokens: Migration = {
  number: 10,
  name: 'client metadata and bound tokens',
  statements: ({ builder: { schema } }) => [
    schema.alterTable('clients').addColumn('metadata', 'text', (column) => column.notNull().defaultTo('{}')),
    schema.alterTable('grants').addColumn('resources', 'text'),
    schema.alterTable('grants').addColumn('claims', 'text'),
    schema.alterTable('codes').addColumn('dpop_jkt', 'text'),
    schema.alterTable('access_tokens').addColumn('resources', 'text'),
    schema.alterTable('access_tokens').addColumn('dpop_jkt', 'text'),
    schema.alterTable('refresh_tokens').addColumn('dpop_jkt', 'text'),
  ],
};
