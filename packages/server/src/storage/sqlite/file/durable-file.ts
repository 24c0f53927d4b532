import {
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
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

const CHUNK_BYTES = 1024 * 1024;

/**
 * Copies a file to where nothing is, with mode 0600 from its first byte on; `copyFile` would give it the mode of the original.
 * Answers how many bytes; never more than it has at first.
 */
export function copyPrivately(path: string, copy: string): number {
  const from = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { size } = fstatSync(from);
    const to = openSync(copy, 'wx', 0o600);
    try {
      return copyBytes(from, to, size);
    } finally {
      closeSync(to);
    }
  } finally {
    closeSync(from);
  }
}

function copyBytes(from: number, to: number, size: number): number {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let done = 0; ; ) {
    const read = readSync(from, chunk, 0, Math.min(CHUNK_BYTES, size - done), done);
    // Shorter than it was: it is judged as it is now.
    if (read === 0) return done;
    for (let written = 0; written < read; ) written += writeSync(to, chunk, written, read - written);
    done += read;
  }
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
