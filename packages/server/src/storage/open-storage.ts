import { sqlitePath } from './sqlite/file/sqlite-path.ts';
import type { Storage } from './storage.ts';
import { DatabaseUnusable } from './storage-errors.ts';

const POSTGRES_URL = /^postgres(?:ql)?:\/\//;

/** Which database to open, and what to do when it can no longer be trusted. */
export interface StorageSettings {
  /** `sqlite:<path>`, a relative path counts from the working directory, or `postgres://…` (`readPostgresUrl`). */
  readonly databaseUrl: string;
  /** Called at most once, after an I/O error or a corrupt page of SQLite: the process must exit. Must not throw. */
  readonly onFatal: (error: Error) => void;
}

/**
 * Opens the database that a URL names and brings its schema up to date; of the two drivers only that one is loaded. Throws
 * `DatabaseUnusable` for another kind of URL.
 */
export async function openStorage({ databaseUrl, onFatal }: StorageSettings): Promise<Storage> {
  if (POSTGRES_URL.test(databaseUrl)) {
    const { openPostgresStorage } = await import('./postgres/open-postgres-storage.ts');
    return openPostgresStorage({ url: databaseUrl });
  }
  const path = sqlitePath(databaseUrl);
  // The URL is not repeated: one of another kind may hold a password.
  if (path === undefined)
    throw new DatabaseUnusable('the database URL must be sqlite:<path>, for example sqlite:./data/hufu.db, or postgres://…');
  const { openSqliteStorage } = await import('./sqlite/open-sqlite-storage.ts');
  return openSqliteStorage({ path, onFatal });
}
