import { existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { FileRefused } from '../../database-file.ts';
import { isSqliteFile } from './backup-header.ts';

const OPTIONS = { allowExtension: false, enableDoubleQuotedStringLiterals: false };
const SAFETY = 'pragma trusted_schema = off; pragma temp_store = memory; pragma busy_timeout = 5000';

/** Opens a database that others may be writing, for reading only. */
export function openForReading(path: string): DatabaseSync {
  return secured(new DatabaseSync(path, { ...OPTIONS, readOnly: true }));
}

/**
 * Opens a file that nobody writes, and makes nothing beside it. Throws `FileRefused` when there is no such file, or a
 * write-ahead log beside it holds a part of it.
 */
export function openAtRest(path: string): DatabaseSync {
  assertAtRest(path);
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  return secured(new DatabaseSync(url, { ...OPTIONS, readOnly: true }));
}

/** Throws `FileRefused` when there is no such file, it is of another kind, or a write-ahead log beside it holds a part of it. */
export function assertAtRest(path: string): void {
  if (!existsSync(path)) throw new FileRefused(`there is no file ${path}`);
  if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) {
    throw new FileRefused(`${path} is in use, or was copied from a database in use: what is in ${path}-wal is a part of it`);
  }
  if (!isSqliteFile(path)) throw new FileRefused(`${path} is no database of Hufu, or is damaged`);
}

/** Opens a file that is ours alone, for changing it. What is deleted is overwritten, and no journal is left beside it. */
export function openDraft(path: string): DatabaseSync {
  const database = secured(new DatabaseSync(path, OPTIONS));
  database.exec('pragma journal_mode = memory; pragma synchronous = off; pragma secure_delete = on');
  return database;
}

function secured(database: DatabaseSync): DatabaseSync {
  database.exec(SAFETY);
  return database;
}
