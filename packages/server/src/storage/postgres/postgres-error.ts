import { StorageUnavailable } from '../storage.ts';
import { RunAgain } from '../unit-of-work/run-again.ts';

/** What a failure means: the connection is gone, the statement lost against another, the database cannot, or it was wrong. */
export type PostgresFailure = 'lost' | 'conflict' | 'outrun' | 'waited' | 'unavailable' | 'statement';

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const CODES: Readonly<Record<string, PostgresFailure>> = {
  '40001': 'conflict',
  '40P01': 'conflict',
  // A neighbour's statement failed before this one was sent; and the savepoint that was asked for after that.
  '25P02': 'outrun',
  '3B001': 'outrun',
  '55P03': 'waited',
  '57014': 'unavailable',
  '25006': 'unavailable',
  '25P03': 'lost',
  '57P01': 'lost',
  '57P02': 'lost',
  '57P03': 'lost',
  '57P05': 'lost',
  '58030': 'unavailable',
};

// Connection; constraint; resources (a full disk); a connection that the server refuses.
const CLASSES: Readonly<Record<string, PostgresFailure>> = { '08': 'lost', '23': 'outrun', '28': 'lost', '53': 'unavailable' };

// How often a unit of work is run again. Who ran into a constraint for another's sake may do so again for a third one's, when the
// other lost a conflict in turn.
const ATTEMPTS = { lost: 1, conflict: 5, waited: 3, outrun: 3 } as const;

/** Tells what a failure means. What does not come from the server itself came of the connection to it. */
export function classifyPostgresError(error: unknown): PostgresFailure {
  const code = sqlState(error);
  if (code === undefined) return 'lost';
  return CODES[code] ?? CLASSES[code.slice(0, 2)] ?? 'statement';
}

/** The error that a unit of work which may write ends with; it is run again where that is safe and may help. */
export function asWriteFailure(error: unknown): Error {
  if (error instanceof RunAgain || error instanceof StorageUnavailable) return error;
  const failure = classifyPostgresError(error);
  if (failure === 'unavailable' || failure === 'statement') return asFailure(error);
  return new RunAgain(asFailure(error), ATTEMPTS[failure]);
}

/** The error that callers see. */
export function asFailure(error: unknown): Error {
  if (error instanceof StorageUnavailable) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  const failure = classifyPostgresError(cause);
  if (failure === 'statement' || failure === 'outrun') return cause;
  return new StorageUnavailable('the database cannot take this now', { cause });
}

function sqlState(error: unknown): string | undefined {
  // Errors of the operating system have a code too, but none of five digits and capitals with a severity.
  const isServers = error instanceof Error && 'severity' in error && 'code' in error && typeof error.code === 'string';
  return isServers ? (error.code as string) : undefined;
}
