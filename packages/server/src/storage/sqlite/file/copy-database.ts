import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, openSync, rmSync, statSync } from 'node:fs';
import { type CopyOptions, FileRefused } from '../../database-file.ts';
import { markAsBackup, readFacts } from './backup-facts.ts';
import { damageOf } from './check-database.ts';
import { codeOf, putInPlace, putWhereNothingIs } from './durable-file.ts';
import { openAtRest, openDraft, openForReading } from './open-file.ts';

/** See `DatabaseFile.copyTo`; takes as long as it takes, so it belongs into a thread of its own. */
export function copyDatabase(source: string, options: CopyOptions): number {
  const { target, replace } = options;
  if (existsSync(target)) assertReplaceable(options);
  const draft = `${target}.${randomUUID()}.partial`;
  try {
    // Made first, so that it is private from its first byte on.
    closeSync(openSync(draft, 'wx', 0o600));
    copyCommitted(source, draft);
    finish(draft, options);
    (replace ? putInPlace : putWhereNothingIs)(draft, target);
    return statSync(target).size;
  } catch (error) {
    if (error instanceof FileRefused) throw error;
    throw new FileRefused(`${target} cannot be written (${codeOf(error)})`, { cause: error });
  } finally {
    rmSync(draft, { force: true });
  }
}

// `--force` by mistake on the database itself, or on its key, must not be the end of it.
function assertReplaceable({ target, replace }: CopyOptions): void {
  if (!replace) throw new FileRefused(`${target} exists: choose another name, or replace it with --force`);
  if (!isBackup(target)) throw new FileRefused(`${target} exists and is no backup: --force replaces only backups`);
}

function isBackup(path: string): boolean {
  try {
    const database = openAtRest(path);
    try {
      return readFacts(database, path).madeAt !== undefined;
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}

// One reading transaction: what is committed meanwhile is not in it. Free pages, where deleted rows may still be, stay behind.
function copyCommitted(source: string, draft: string): void {
  const reader = openForReading(source);
  try {
    reader.prepare('vacuum into ?').run(draft);
  } finally {
    reader.close();
  }
}

function finish(draft: string, options: CopyOptions): void {
  const copy = openDraft(draft);
  try {
    markAsBackup(copy, options);
    const problems = damageOf(copy);
    if (problems.length > 0) throw new FileRefused(`the copy does not pass its check: ${problems.join('; ')}`);
  } finally {
    copy.close();
  }
}
