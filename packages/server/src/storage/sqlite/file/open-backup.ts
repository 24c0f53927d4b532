import { FileRefused } from '../../database-file.ts';
import { MIGRATIONS } from '../../migrations/migrations.ts';
import type { Storage } from '../../storage.ts';
import { DatabaseHealth } from '../database-health.ts';
import { SqliteConnection } from '../sqlite-connection.ts';
import { SqliteStorage } from '../sqlite-storage.ts';
import { type BackupFacts, readFacts } from './backup-facts.ts';
import { openAtRest } from './open-file.ts';
import { SqliteFile } from './sqlite-file.ts';

const UNIT_LIMIT_MS = 60_000;

/** A backup that is open for reading. */
export interface OpenBackup extends BackupFacts {
  readonly storage: Storage;
  /** Whether its tables are those of this program, so that stores can read them. */
  readonly isCurrent: boolean;
}

/**
 * Opens a file that nobody writes as a storage that only reads, and makes nothing beside it. Throws `FileRefused` when it is no
 * database of Hufu, or one of a newer program.
 */
export function openBackup(path: string): OpenBackup {
  const facts = factsOf(path);
  const open = (): SqliteConnection => new SqliteConnection(openAtRest(path));
  const storage = new SqliteStorage({
    lock: { release: () => undefined },
    writer: open(),
    reader: open(),
    openReader: open,
    health: new DatabaseHealth(() => undefined),
    file: new SqliteFile(path, { atRest: true }),
    unitLimit: UNIT_LIMIT_MS,
  });
  return { ...facts, storage, isCurrent: facts.migration === MIGRATIONS.length };
}

function factsOf(path: string): BackupFacts {
  const database = openAtRest(path);
  try {
    const facts = readFacts(database, path);
    if (facts.migration > MIGRATIONS.length) throw new FileRefused(newer(path, facts.migration));
    return facts;
  } finally {
    database.close();
  }
}

function newer(path: string, migration: number): string {
  const known = `this program knows up to ${MIGRATIONS.length}`;
  return `${path} was written by a newer program: it has had migration ${migration}, ${known}. Use that program, or a newer one`;
}
