import { existsSync, realpathSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { migrate } from '../migrations/migrate.ts';
import type { Migration } from '../migrations/migration.ts';
import { MIGRATIONS } from '../migrations/migrations.ts';
import type { Storage } from '../storage.ts';
import { DatabaseUnusable } from '../storage-errors.ts';
import { DatabaseHealth } from './database-health.ts';
import { type DatabaseLock, lockDatabase } from './database-lock.ts';
import { type Datasync, DurableLog } from './durable-log.ts';
import { SqliteFile } from './file/sqlite-file.ts';
import { applyPragmas, READER_PRAGMAS, SERVING_PRAGMAS, WRITER_PRAGMAS } from './pragmas.ts';
import { createPrivateFile } from './private-file.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { classifySqliteError } from './sqlite-error.ts';
import { sqliteMigrationTarget } from './sqlite-migration-target.ts';
import { SqliteStorage } from './sqlite-storage.ts';

/** Which file to open, and what to do when it can no longer be trusted. */
export interface SqliteSettings {
  readonly path: string;
  /** Called at most once, after an I/O error or a corrupt page: the process must exit. Must not throw. */
  readonly onFatal: (error: Error) => void;
  /** How long a unit of work may take, in milliseconds; 10 000 by default. */
  readonly unitLimit?: number;
  /** The schema's steps; other than the program's own only in tests. */
  readonly migrations?: readonly Migration[];
  /** Forces the log onto the disk; other than the system's own only in tests. */
  readonly datasync?: Datasync;
}

const UNIT_LIMIT_MS = 10_000;

const BASE_OPTIONS = { allowExtension: false, enableDoubleQuotedStringLiterals: false };

/**
 * Opens a SQLite file as its one owner, creates it (mode 0600) where there is none, and brings its schema up to date.
 * Throws `DatabaseInUse`, `DatabaseTooNew` or `DatabaseUnusable`, and then holds nothing.
 */
export async function openSqliteStorage(settings: SqliteSettings): Promise<Storage> {
  // A link and its target must meet at one lock.
  const path = existsSync(settings.path) ? realpathSync(settings.path) : settings.path;
  if (path === '' || path.startsWith(':')) throw new DatabaseUnusable('the database must be a file');
  const lock = lockDatabase(path);
  const opened: SqliteConnection[] = [];
  try {
    return await openLocked({ ...settings, path }, lock, opened);
  } catch (error) {
    for (const connection of opened) connection.close();
    lock.release();
    if (classifySqliteError(error) !== 'fatal') throw error;
    throw new DatabaseUnusable(`${path} cannot be read as a SQLite database`, { cause: error });
  }
}

async function openLocked(settings: SqliteSettings, lock: DatabaseLock, opened: SqliteConnection[]): Promise<Storage> {
  createPrivateFile(settings.path);
  const open = (readOnly: boolean, among: SqliteConnection[]): SqliteConnection => {
    const database = new DatabaseSync(settings.path, { ...BASE_OPTIONS, readOnly });
    const connection = new SqliteConnection(database);
    among.push(connection);
    applyPragmas(database, readOnly ? READER_PRAGMAS : WRITER_PRAGMAS);
    return connection;
  };
  const writer = open(false, opened);
  await migrate(sqliteMigrationTarget(writer), settings.migrations ?? MIGRATIONS, Date.now());
  writer.apply(SERVING_PRAGMAS);
  const log = new DurableLog(settings.path, settings.datasync);
  const reader = open(true, opened);
  const health = new DatabaseHealth(settings.onFatal);
  const openReader = (): SqliteConnection => open(true, []);
  const file = new SqliteFile(settings.path);
  const unitLimit = settings.unitLimit ?? UNIT_LIMIT_MS;
  return new SqliteStorage({ lock, writer, reader, openReader, health, log, file, unitLimit });
}
