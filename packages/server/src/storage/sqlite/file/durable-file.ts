import { closeSync, constants, copyFileSync, fsyncSync, linkSync, openSync, renameSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes a file, or the entries of a directory, durable. */
export function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Puts a finished file in the place of whatever is at `path`, durably: a moment before it is the one, then the other. */
export function putInPlace(draft: string, path: string): void {
  sync(draft);
  renameSync(draft, path);
  sync(dirname(path));
}

/** The same where nothing is yet. Throws `EEXIST` when something is. */
export function putWhereNothingIs(draft: string, path: string): void {
  sync(draft);
  linkSync(draft, path);
  unlinkSync(draft);
  sync(dirname(path));
}

/** Gives a file another name beside its own, durably; a copy where the file system knows no links. Throws `EEXIST`. */
export function keepAs(path: string, name: string): void {
  try {
    linkSync(path, name);
  } catch (error) {
    if (!NO_LINKS.has(codeOf(error))) throw error;
    copyFileSync(path, name, constants.COPYFILE_EXCL);
    sync(name);
  }
  sync(dirname(name));
}

const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK']);

/** The code of an error of the operating system, such as `EACCES`; else its message. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' && error.code !== 'ERR_SQLITE_ERROR' ? error.code : error.message;
}
