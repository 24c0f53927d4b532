import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** The `application_id` of a backup (https://www.sqlite.org/fileformat.html §1.3.15), "Hufu"; that of a database in use is 0. */
export const BACKUP_ID = 0x48756675;

const MAGIC = 'SQLite format 3\0';
const HEADER_BYTES = 100;
const APPLICATION_ID_AT = 68;

/** Whether a file is marked as a backup. Only its header is read: what else is in it may have been made to do harm. */
export function isMarkedAsBackup(path: string): boolean {
  const header = headerOf(path);
  return header !== undefined && header.readUInt32BE(APPLICATION_ID_AT) === BACKUP_ID;
}

/** Whether a file begins as every SQLite database does. */
export function isSqliteFile(path: string): boolean {
  return headerOf(path) !== undefined;
}

function headerOf(path: string): Buffer | undefined {
  try {
    // A pipe would otherwise be waited for.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const header = Buffer.alloc(HEADER_BYTES);
      if (!fstatSync(file).isFile() || readSync(file, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return undefined;
      return header.toString('latin1', 0, MAGIC.length) === MAGIC ? header : undefined;
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}
