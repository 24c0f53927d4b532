import type { Lane } from '../unit-of-work/group-commit.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** The bounds of a transaction on a SQLite connection; `begin` takes the right to write at once. */
export type SqliteBounds = { readonly [Call in Exclude<keyof Lane, 'inTransaction' | 'durable'>]: () => void } & Pick<
  Lane,
  'inTransaction'
>;

/** The transactions of a SQLite connection. */
export function sqliteTransaction(connection: SqliteConnection): SqliteBounds {
  return {
    begin: () => connection.execute('begin immediate'),
    commit: () => connection.execute('commit'),
    rollback: () => connection.execute('rollback'),
    savepoint: () => connection.execute('savepoint unit'),
    releaseSavepoint: () => connection.execute('release unit'),
    rollbackToSavepoint: () => {
      connection.execute('rollback to unit');
      connection.execute('release unit');
    },
    get inTransaction() {
      return connection.inTransaction;
    },
  };
}
