import type { DatabaseSync } from 'node:sqlite';
import { FileRefused } from '../../database-file.ts';

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
  const insert = database.prepare('insert or replace into instance (name, value) values (?, ?)');
  insert.run(MADE_AT, String(madeAt));
  if (key !== undefined) insert.run(KEY, key);
}

/** Takes out of a copy what only a copy has. */
export function unmark(database: DatabaseSync): void {
  database.prepare('delete from instance where name in (?, ?)').run(MADE_AT, KEY);
}

/** Reads what a file says of itself. Throws `FileRefused` when it is no database of Hufu. */
export function readFacts(database: DatabaseSync, path: string): BackupFacts {
  try {
    const found = database.prepare('select max(number) as last from schema_migrations').get();
    const rows = database.prepare('select name, value from instance').all();
    const facts = new Map(rows.map((row) => [String(row['name']), String(row['value'])]));
    const madeAt = facts.get(MADE_AT);
    return {
      migration: Number(found?.['last'] ?? 0),
      madeAt: madeAt === undefined ? undefined : Number(madeAt),
      key: facts.get(KEY),
      keyId: facts.get('at_rest_key_id'),
    };
  } catch (error) {
    throw new FileRefused(`${path} is no database of Hufu, or is damaged`, { cause: error });
  }
}
