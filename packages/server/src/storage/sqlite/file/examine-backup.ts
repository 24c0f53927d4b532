import { FileRefused } from '../../database-file.ts';
import { type BackupFacts, readFacts } from './backup-facts.ts';
import { damageOf } from './check-database.ts';
import { openAtRest } from './open-file.ts';

/** A file that nobody writes. */
export interface NamedFile {
  readonly path: string;
  /** How it is called in what is said of it. */
  readonly name: string;
}

/**
 * Looks at the tables and at every page of a file, and answers what it says of itself. Throws `FileRefused` when it cannot be
 * restored. Anybody may have made the file, so this belongs into a process of its own.
 */
export async function examineBackup(file: NamedFile): Promise<BackupFacts> {
  const facts = await factsOf(file);
  const database = openAtRest(file.path);
  try {
    const damaged = damageOf(database);
    if (damaged.length > 0) throw new FileRefused(`${file.name} is not sound: ${damaged.join('; ')}`);
    return facts;
  } finally {
    database.close();
  }
}

/** What a file says of itself, see `readFacts`. */
export async function factsOf({ path, name }: NamedFile): Promise<BackupFacts> {
  const database = openAtRest(path);
  try {
    return await readFacts(database, name);
  } finally {
    database.close();
  }
}
