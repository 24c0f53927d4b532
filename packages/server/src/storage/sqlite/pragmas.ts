import type { DatabaseSync } from 'node:sqlite';
import { DatabaseUnusable } from '../storage-errors.ts';

/** A setting of a connection: what is asked for, and what it must then read back as. */
export interface Pragma {
  readonly name: string;
  readonly value: string;
  readonly readsBack: string | number;
}

const COMMON: readonly Pragma[] = [
  { name: 'foreign_keys', value: 'on', readsBack: 1 },
  { name: 'busy_timeout', value: '5000', readsBack: 5000 },
  { name: 'trusted_schema', value: 'off', readsBack: 0 },
  // What a savepoint sets aside may hold hashes: it stays out of the directory for temporary files.
  { name: 'temp_store', value: 'memory', readsBack: 2 },
];

/** What the connection that writes must have at first: without `synchronous=FULL` a power cut loses a migration. */
export const WRITER_PRAGMAS: readonly Pragma[] = [
  { name: 'journal_mode', value: 'wal', readsBack: 'wal' },
  { name: 'synchronous', value: 'full', readsBack: 2 },
  // What is deleted is overwritten, not only unlinked: a person who was erased is not to be found in the file's free pages.
  { name: 'secure_delete', value: 'on', readsBack: 1 },
  ...COMMON,
];

/**
 * What that connection changes to when units of work begin: it writes a commit and does not wait for the disk, for which
 * `DurableLog` waits before anybody is told. Where no `DurableLog` is, a power cut would lose acknowledged commits.
 */
export const SERVING_PRAGMAS: readonly Pragma[] = [
  { name: 'synchronous', value: 'normal', readsBack: 1 },
  // In pages. Of what many commits write to the same page one copy is carried into the database: the longer the log, the less is.
  { name: 'wal_autocheckpoint', value: '4000', readsBack: 4000 },
];

/** What the connection that only reads must have. */
export const READER_PRAGMAS: readonly Pragma[] = [...COMMON, { name: 'query_only', value: 'on', readsBack: 1 }];

/** Sets the pragmas, reads each one back, and throws `DatabaseUnusable` when one does not hold. */
export function applyPragmas(database: DatabaseSync, pragmas: readonly Pragma[]): void {
  for (const { name, value } of pragmas) database.exec(`pragma ${name} = ${value}`);
  for (const { name, value, readsBack } of pragmas) {
    const [found] = Object.values(database.prepare(`pragma ${name}`).get() ?? {});
    if (found !== readsBack) throw new DatabaseUnusable(`SQLite did not accept ${name}=${value}: it is ${String(found)}`);
  }
}
