import { sqlitePath } from './sqlite/file/sqlite-path.ts';
import { openSqliteStorage } from './sqlite/open-sqlite-storage.ts';
import type { Storage } from './storage.ts';
import { DatabaseUnusable } from './storage-errors.ts';

/** Which database to open, and what to do when it can no longer be trusted. */
export interface StorageSettings {
  /** `sqlite:<path>`; a relative path counts from the working directory. */
  readonly databaseUrl: string;
  /** Called at most once, after an I/O error or a corrupt page: the process must exit. Must not throw. */
  readonly onFatal: (error: Error) => void;
}

/** Opens the database that a URL names and brings its schema up to date. Throws `DatabaseUnusable` for another kind of URL. */
export async function openStorage(settings: StorageSettings): Promise<Storage> {
  const path = sqlitePath(settings.databaseUrl);
  // The URL is not repeated: one of another kind may hold a password.
  if (path === undefined) throw new DatabaseUnusable('the database URL must be sqlite:<path>, for example sqlite:./data/hufu.db');
  return openSqliteStorage({ path, onFatal: settings.onFatal });
}
