import { migrate } from '../migrations/migrate.ts';
import type { Migration } from '../migrations/migration.ts';
import { MIGRATIONS } from '../migrations/migrations.ts';
import type { Storage } from '../storage.ts';
import { DatabaseUnusable } from '../storage-errors.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import { classifyPostgresError } from './postgres-error.ts';
import { PostgresFeed } from './postgres-feed.ts';
import { PostgresLane } from './postgres-lane.ts';
import { postgresMigrationTarget } from './postgres-migration-target.ts';
import { PostgresReaders } from './postgres-readers.ts';
import { PostgresStorage } from './postgres-storage.ts';
import { readPostgresUrl } from './postgres-url.ts';
import { openSession, type SessionKind } from './session.ts';

/** Which database to open; times in milliseconds. */
export interface PostgresSettings {
  /** See `readPostgresUrl`. */
  readonly url: string;
  /** How many transactions run at once; 4 by default. */
  readonly writers?: number;
  /** How many connections answer reads; 4 by default. */
  readonly readers?: number;
  /** How long a unit of work may take; 10 000 by default. */
  readonly unitLimit?: number;
  /** How long connecting may take; 3000 by default. */
  readonly connectLimit?: number;
  /** The schema's steps; other than the program's own only in tests. */
  readonly migrations?: readonly Migration[];
}

const CONNECTIONS = 4;
const UNIT_LIMIT_MS = 10_000;
const CONNECT_LIMIT_MS = 3_000;
const LOCK_LIMIT_MS = 5_000;
const NEVER = 0;
/** One that hears nothing is of no use: it is given up early, and another is opened. */
const LISTENING = { connectLimit: 500, answerLimit: 500 };

/**
 * Opens a PostgreSQL database, which must be there, and brings its schema up to date. Throws `DatabaseTooNew` or
 * `DatabaseUnusable`, and then holds nothing.
 */
export async function openPostgresStorage(settings: PostgresSettings): Promise<Storage> {
  const address = readPostgresUrl(settings.url);
  const unitLimit = settings.unitLimit ?? UNIT_LIMIT_MS;
  const connectLimit = settings.connectLimit ?? CONNECT_LIMIT_MS;
  const dial = (kind: SessionKind): Promise<PostgresConnection> => {
    // The server ends what takes too long; a little later the connection is taken for lost.
    const answerLimit = kind === 'migrate' ? NEVER : unitLimit + LOCK_LIMIT_MS;
    const limits = kind === 'listen' ? LISTENING : { connectLimit, answerLimit };
    return openSession({ address, ...limits }, kind, { statement: unitLimit, lock: LOCK_LIMIT_MS });
  };
  await migrateFirst(() => dial('migrate'), settings.migrations ?? MIGRATIONS);
  return new PostgresStorage({
    lanes: Array.from({ length: settings.writers ?? CONNECTIONS }, () => new PostgresLane(() => dial('write'))),
    readers: new PostgresReaders(() => dial('read'), settings.readers ?? CONNECTIONS),
    openReader: () => dial('read'),
    feed: new PostgresFeed(() => dial('listen')),
    unitLimit,
  });
}

async function migrateFirst(dial: () => Promise<PostgresConnection>, migrations: readonly Migration[]): Promise<void> {
  const connection = await dial().catch((error: unknown) => {
    throw explained(error);
  });
  try {
    await migrate(postgresMigrationTarget(connection), migrations, Date.now());
  } finally {
    await connection.end();
  }
}

/** Why no connection could be had. What the server or the system says holds no password. */
function explained(error: unknown): Error {
  if (!(error instanceof Error) || error instanceof DatabaseUnusable) return error as Error;
  const reason = 'code' in error && error.message === '' ? String(error.code) : error.message;
  const isServers = classifyPostgresError(error) !== 'lost' || 'severity' in error;
  return new DatabaseUnusable(`the database ${isServers ? 'refuses the connection' : 'cannot be reached'}: ${reason}`, {
    cause: error,
  });
}
