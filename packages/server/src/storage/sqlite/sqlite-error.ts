/** What a failure of SQLite means: the database cannot answer now, can no longer be trusted, or the statement was wrong. */
export type SqliteFailure = 'unavailable' | 'fatal' | 'statement';

// Primary result codes: https://www.sqlite.org/rescode.html
const BUSY = 5;
const LOCKED = 6;
const NO_MEMORY = 7;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const NOT_A_DATABASE = 26;

// No room for the index of the log: what it holds is made anew from the log, so nothing can be lost with it.
const IO_ERROR_SHMSIZE = IO_ERROR | (19 << 8);

const UNAVAILABLE: ReadonlySet<number> = new Set([BUSY, LOCKED, NO_MEMORY, FULL]);
const FATAL: ReadonlySet<number> = new Set([IO_ERROR, CORRUPT, NOT_A_DATABASE]);

/**
 * Tells what a failure means. After an I/O error a handle may take the next write as if nothing had happened, so that
 * one is fatal.
 */
export function classifySqliteError(error: unknown): SqliteFailure {
  const code = primaryCode(error);
  if (code === undefined) return 'statement';
  if (extendedCode(error) === IO_ERROR_SHMSIZE) return 'unavailable';
  if (FATAL.has(code)) return 'fatal';
  return UNAVAILABLE.has(code) ? 'unavailable' : 'statement';
}

/** Whether another connection holds the lock that was asked for. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === BUSY;
}

function primaryCode(error: unknown): number | undefined {
  const code = extendedCode(error);
  // The upper bytes say which kind of the failure it was.
  return code === undefined ? undefined : code & 0xff;
}

function extendedCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined;
}
