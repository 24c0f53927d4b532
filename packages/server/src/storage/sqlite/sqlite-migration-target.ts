import type { MigrationTarget } from '../migrations/migrate.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { sqliteTransaction } from './sqlite-transaction.ts';

/** A SQLite connection as the migrations see it; the lock on the file keeps others from migrating. */
export function sqliteMigrationTarget(connection: SqliteConnection): MigrationTarget {
  const bounds = sqliteTransaction(connection);
  return {
    dialect: connection.dialect,
    transact: async (work) => {
      bounds.begin();
      try {
        const value = await work(connection);
        bounds.commit();
        return value;
      } catch (error) {
        if (bounds.inTransaction) bounds.rollback();
        throw error;
      }
    },
  };
}
