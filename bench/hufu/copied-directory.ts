import { constants, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const passing = new Set<string>();
process.once('exit', () => {
  for (const directory of passing) rmSync(directory, { recursive: true, force: true });
});

/** A copy of a data directory that ends with this process: a database has one owner, and stays as it was made. */
export function copiedDirectory(directory: string): string {
  const copy = passingDirectory(`${directory}.copy-`);
  cpSync(directory, copy, { recursive: true, mode: constants.COPYFILE_FICLONE });
  return copy;
}

/** A new directory, of a name that begins so, that ends with this process. */
export function passingDirectory(prefix: string = join(tmpdir(), 'hufu-bench-')): string {
  const directory = mkdtempSync(prefix);
  passing.add(directory);
  return directory;
}
