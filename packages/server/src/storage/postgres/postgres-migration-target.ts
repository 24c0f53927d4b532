import type { MigrationTarget } from '../migrations/migrate.ts';
import type { PostgresConnection } from './postgres-connection.ts';

// An arbitrary number that only this program takes: `hufu` in ASCII.
const MIGRATION_LOCK = 0x68756675;

/** A connection as the migrations see it; of nodes that start together one migrates at a time. */
export function postgresMigrationTarget(connection: PostgresConnection): MigrationTarget {
  return {
    dialect: connection.dialect,
    transact: async (work) => {
      await connection.execute('begin');
      try {
        await connection.all(`select pg_advisory_xact_lock(${MIGRATION_LOCK})::text as locked`, []);
        const value = await work(connection);
        const outcome = await connection.execute('commit');
        if (outcome !== 'COMMIT') throw new Error('the migration was not committed');
        return value;
      } catch (error) {
        if (!connection.isLost) await connection.execute('rollback');
        throw error;
      }
    },
  };
}
