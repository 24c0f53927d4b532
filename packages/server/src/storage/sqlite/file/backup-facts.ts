import type { DatabaseSync } from 'node:sqlite';
import { FileRefused } from '../../database-file.ts';
import { MIGRATIONS } from '../../migrations/migrations.ts';
import { BACKUP_ID } from './backup-header.ts';
import { judgeSchema } from './foreign-schema.ts';

// Rows of `instance` that only a copy has.
const MADE_AT = 'backup_made_at';
const KEY = 'backup_at_rest_key';

/** What a file says of itself. */
export interface BackupFacts {
  /** The last migration it has had. */
  readonly migration: number;
  /** Milliseconds since 1970; `undefined` when `hufu backup` did not make it. */
  readonly madeAt: number | undefined;
  /** The root key in base64url, when it is in the file. */
  readonly key: string | undefined;
  /** The id of the key that its secrets are sealed under; `undefined` when none was ever used. */
  readonly keyId: string | undefined;
}

/** Writes into a copy when it was made, and the key when it is to be in it. */
export function markAsBackup(
  database: DatabaseSync,
  { madeAt, key }: { readonly madeAt: number; readonly key: string | undefined },
): void {
  database.exec(`pragma application_id = ${BACKUP_ID}`);
  const insert = database.prepare('insert or replace into instance (name, value) values (?, ?)');
  insert.run(MADE_AT, String(madeAt));
  if (key !== undefined) insert.run(KEY, key);
}

/** Takes out of a copy what only a copy has. */
export function unmark(database: DatabaseSync): void {
  database.exec('pragma application_id = 0');
  database.prepare('delete from instance where name in (?, ?)').run(MADE_AT, KEY);
}

/**
 * Reads what a file that anybody may have made says of itself; `name` is how it is called. Throws `FileRefused` when it is no
 * database of Hufu, or one of a newer program, or its tables are not as the migrations make them.
 */
export async function readFacts(database: DatabaseSync, name: string): Promise<BackupFacts> {
  try {
    const { migration, problems } = await judgeSchema(database);
    if (problems.length > 0) throw new FileRefused(`${name} is not sound: ${problems.join('; ')}`);
    if (migration > MIGRATIONS.length) throw new FileRefused(newer(name, migration));
    const facts = instanceOf(database);
    const madeAt = facts.get(MADE_AT);
    return {
      migration,
      madeAt: madeAt === undefined ? undefined : momentOf(madeAt),
      key: facts.get(KEY),
      keyId: facts.get('at_rest_key_id'),
    };
  } catch (error) {
    if (error instanceof FileRefused) throw error;
    throw new FileRefused(`${name} is no database of Hufu, or is damaged`, { cause: error });
  }
}

const FOREIGN = `
  select count(*) as count from instance
  where typeof(name) <> 'text' or typeof(value) <> 'text' or length(name) > 100 or length(value) > 1000`;
const MOST_ROWS = 1_000;

function instanceOf(database: DatabaseSync): Map<string, string> {
  if (database.prepare(FOREIGN).get()?.['count'] !== 0) throw new Error('a row of instance is none of ours');
  const rows = database.prepare('select name, value from instance limit ?').all(MOST_ROWS);
  return new Map(rows.map((row) => [String(row['name']), String(row['value'])]));
}

function momentOf(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Error('the time of the backup is none');
  return Number(text);
}

function newer(name: string, migration: number): string {
  const known = `this program knows up to ${MIGRATIONS.length}`;
  return `${name} was written by a newer program: it has had migration ${migration}, ${known}. Use that program, or a newer one`;
}
