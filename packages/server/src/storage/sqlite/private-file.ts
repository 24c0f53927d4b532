import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseUnusable } from '../storage-errors.ts';

const OWNER_ONLY = 0o600;

/**
 * Makes sure that a file exists and that only its owner can read it. A file that exists is never opened: closing it
 * would drop the locks this process holds on it.
 */
export function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', OWNER_ONLY));
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw new DatabaseUnusable(`${path} cannot be created`, { cause: error });
  }
  try {
    chmodSync(path, OWNER_ONLY);
  } catch (error) {
    throw new DatabaseUnusable(`${path} cannot be made private to this user`, { cause: error });
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
