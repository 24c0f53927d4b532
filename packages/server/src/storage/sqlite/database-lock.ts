import { DatabaseSync } from 'node:sqlite';
import { DatabaseInUse } from '../storage-errors.ts';
import { createPrivateFile } from './private-file.ts';
import { isBusy } from './sqlite-error.ts';

/** The right to be the one process that has a database file open. */
export interface DatabaseLock {
  release(): void;
}

/**
 * Takes the lock of a database file, or throws `DatabaseInUse`. It is held on the sibling `<path>.lock`, an empty SQLite
 * file, because SQLite asks the operating system for the lock, which lets go of it however the process ends.
 */
export function lockDatabase(path: string): DatabaseLock {
  const lockPath = `${path}.lock`;
  createPrivateFile(lockPath);
  const database = new DatabaseSync(lockPath, { timeout: 0 });
  try {
    // Nothing is ever written, so nothing needs a journal beside it.
    database.exec('pragma journal_mode = memory; begin exclusive');
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    throw new DatabaseInUse(`another process has ${path} open; stop it first, or send it the command`, { cause: error });
  }
  return { release: () => database.close() };
}
