import { type DatabaseFile, FileRefused } from '../../database-file.ts';
import { MIGRATIONS } from '../../migrations/migrations.ts';
import type { Storage } from '../../storage.ts';
import { DatabaseHealth } from '../database-health.ts';
import { SqliteConnection } from '../sqlite-connection.ts';
import { SqliteStorage } from '../sqlite-storage.ts';
import type { BackupFacts } from './backup-facts.ts';
import { checkDatabase } from './check-database.ts';
import { factsOf } from './examine-backup.ts';
import { openAtRest } from './open-file.ts';

const UNIT_LIMIT_MS = 60_000;

/** A backup that is open for reading. */
export interface OpenBackup extends BackupFacts {
  readonly storage: Storage;
  /** Whether its tables are those of this program, so that stores can read them. */
  readonly isCurrent: boolean;
}

/**
 * Opens a file that nobody writes as a storage that only reads, and makes nothing beside it. Throws `FileRefused` like `readFacts`.
 * Anybody may have made the file, so this belongs into a process of its own.
 */
export async function openBackup(path: string): Promise<OpenBackup> {
  const facts = await factsOf({ path, name: path });
  const open = (): SqliteConnection => new SqliteConnection(openAtRest(path));
  const storage = new SqliteStorage({
    lock: { release: () => undefined },
    writer: open(),
    reader: open(),
    openReader: open,
    health: new DatabaseHealth(() => undefined),
    file: fileAtRest(path),
    unitLimit: UNIT_LIMIT_MS,
  });
  return { ...facts, storage, isCurrent: facts.migration === MIGRATIONS.length };
}

function fileAtRest(path: string): DatabaseFile {
  return {
    copyTo: () => Promise.reject(new FileRefused('a backup is not backed up')),
    stop: () => Promise.resolve(),
    async check() {
      const database = openAtRest(path);
      try {
        return await checkDatabase(database);
      } finally {
        database.close();
      }
    },
  };
}
