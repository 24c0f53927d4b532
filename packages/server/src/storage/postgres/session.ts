import { DatabaseUnusable } from '../storage-errors.ts';
import { type ConnectOptions, PostgresConnection } from './postgres-connection.ts';

/** What a connection is for. */
export type SessionKind = 'read' | 'write' | 'migrate' | 'listen';

/** Limits, in milliseconds. */
export interface SessionLimits {
  /** How long a statement may take. */
  readonly statement: number;
  /** How long a unit of work that runs alone may wait for what others hold. */
  readonly lock: number;
}

const OLDEST_VERSION = 14;

const FACTS = `select current_setting('server_version_num') as version, current_setting('server_encoding') as encoding,
  current_setting('fsync') as fsync, current_setting('full_page_writes') as full_page_writes,
  current_setting('synchronous_commit') as synchronous_commit, pg_is_in_recovery()::text as standby`;

/**
 * Connects, sets the session up for its purpose, and makes sure of the server: once for each connection, since the one that
 * answers after a failure may be another. Throws `DatabaseUnusable` when it would not keep what it acknowledges.
 */
export async function openSession(
  options: ConnectOptions,
  kind: SessionKind,
  limits: SessionLimits,
): Promise<PostgresConnection> {
  const connection = await PostgresConnection.open(options);
  try {
    await connection.execute(setUp(kind, limits));
    const [facts = {}] = await connection.all(FACTS, []);
    assertUsable(facts, kind);
    return connection;
  } catch (error) {
    await connection.end();
    throw error;
  }
}

function setUp(kind: SessionKind, { statement, lock }: SessionLimits): string {
  const settings = {
    statement_timeout: kind === 'migrate' ? 0 : statement,
    lock_timeout: kind === 'migrate' ? 0 : lock,
    // A node that stops in the middle of a transaction does not hold up the others for good.
    idle_in_transaction_session_timeout: kind === 'migrate' ? 0 : 2 * statement,
    default_transaction_isolation: "'read committed'",
    default_transaction_read_only: kind === 'read' || kind === 'listen' ? 'on' : 'off',
    application_name: kind === 'listen' ? "'hufu listening'" : 'hufu',
    client_encoding: "'UTF8'",
    standard_conforming_strings: 'on',
    jit: 'off',
  };
  return Object.entries(settings)
    .map(([name, value]) => `set ${name} = ${value}`)
    .join('; ');
}

function assertUsable(facts: Readonly<Record<string, unknown>>, kind: SessionKind): void {
  const version = Math.floor(Number(facts['version']) / 10_000);
  if (!(version >= OLDEST_VERSION))
    throw new DatabaseUnusable(`PostgreSQL ${version} is too old: ${OLDEST_VERSION} or newer is needed`);
  if (facts['encoding'] !== 'UTF8') throw new DatabaseUnusable('the database must have the encoding UTF8');
  if (kind === 'read') return;
  if (facts['standby'] !== 'false') throw new DatabaseUnusable('the database is a standby: name the one that takes writes');
  for (const name of ['fsync', 'full_page_writes']) {
    if (facts[name] !== 'on')
      throw new DatabaseUnusable(`${name} of PostgreSQL is off: a crash would destroy what was acknowledged`);
  }
  if (!['on', 'remote_apply'].includes(String(facts['synchronous_commit']))) {
    throw new DatabaseUnusable(
      'synchronous_commit of PostgreSQL must be on (or remote_apply): what was acknowledged could be lost ' +
        '(alter role … set synchronous_commit = on)',
    );
  }
}
