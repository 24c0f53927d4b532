import { closeSync, openSync, statSync } from 'node:fs';
import { type CopyOptions, FileRefused } from '../../database-file.ts';
import { markAsBackup } from './backup-facts.ts';
import { isMarkedAsBackup } from './backup-header.ts';
import { damageOf } from './check-database.ts';
import { codeOf, putInPlace, putWhereNothingIs } from './durable-file.ts';
import { openDraft, openForReading } from './open-file.ts';

/** What is copied, and where it is made before it is put in place; who asked for it removes that when it is still there. */
export interface Copying {
  readonly path: string;
  readonly draft: string;
  readonly options: CopyOptions;
}

/** See `DatabaseFile.copyTo`; takes as long as it takes, so it belongs into a process of its own. */
export function copyDatabase({ path, draft, options }: Copying): number {
  const { target, replace } = options;
  assertReplaceable(path, options);
  try {
    // Made first, so that it is private from its first byte on.
    closeSync(openSync(draft, 'wx', 0o600));
    copyCommitted(path, draft);
    finish(draft, options);
    (replace ? putInPlace : putWhereNothingIs)(draft, target);
    return statSync(target).size;
  } catch (error) {
    if (error instanceof FileRefused) throw error;
    throw new FileRefused(`${target} cannot be written (${codeOf(error)})`, { cause: error });
  }
}

// `--force` by mistake on the database itself, or on its key, must not be the end of it.
function assertReplaceable(path: string, { target, replace }: CopyOptions): void {
  const there = statSync(target, { throwIfNoEntry: false });
  if (there === undefined) return;
  if (!replace) throw new FileRefused(`${target} exists: choose another name, or replace it with --force`);
  const own = statSync(path);
  // A backup that was copied into the place of the database is marked as one.
  const isDatabase = there.dev === own.dev && there.ino === own.ino;
  if (isDatabase || !isMarkedAsBackup(target))
    throw new FileRefused(`${target} exists and is no backup: --force replaces only backups`);
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
