import { createKeyedTable, required } from '../create-table.ts';
import type { Migration } from '../migration.ts';

/** What is left of people who were erased: enough to give their ids to nobody else. */
export const erasedUsers: Migration = {
  number: 6,
  name: 'erased users',
  statements: (dialect) => [
    createKeyedTable(dialect, 'erased_users')
      .addColumn('digest', 'text', (column) => column.primaryKey().notNull())
      .addColumn('name', 'text', required),
  ],
};
