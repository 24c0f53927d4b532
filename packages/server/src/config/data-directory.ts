import { closeSync, fsyncSync, mkdirSync, openSync, rmdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The data directory, or a file in it, cannot be used as it is; the message says what to do. */
export class DataDirectoryUnusable extends Error {
  override readonly name = 'DataDirectoryUnusable';
}

/**
 * Makes the data directory (0700) unless it is there; answers the highest directory that was made for it, if any. Throws
 * `DataDirectoryUnusable` when others can write in it.
 */
export function prepareDataDirectory(path: string): string | undefined {
  let made: string | undefined;
  try {
    made = mkdirSync(path, { recursive: true, mode: 0o700 });
    if (made !== undefined) syncDirectory(dirname(path));
  } catch (error) {
    throw new DataDirectoryUnusable(`the data directory ${path} cannot be made (${codeOf(error)})`, { cause: error });
  }
  const status = statSync(path);
  if (!status.isDirectory()) throw new DataDirectoryUnusable(`${path} is not a directory`);
  // Who can write here can put another key or another socket in place of ours.
  if ((status.mode & 0o022) !== 0) {
    throw new DataDirectoryUnusable(`the data directory ${path} can be written by other users: chmod 700 ${path}`);
  }
  return made;
}

/** Takes away what `prepareDataDirectory` made, as far as it is empty. */
export function removeMadeDirectory(path: string, made: string): void {
  try {
    for (let directory = path; directory.startsWith(made); directory = dirname(directory)) rmdirSync(directory);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(codeOf(error))) throw error;
  }
}

/** Makes the entries of a directory durable. */
export function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/** The code of an error of the operating system, such as `EACCES`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';
}
