import { PendingAudit } from '../sql/audit/pending-audit.ts';
import { StorageUnavailable } from '../storage.ts';
import type { Lane } from '../unit-of-work/group-commit.ts';
import { RunAgain } from '../unit-of-work/run-again.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import { asWriteFailure } from './postgres-error.ts';

/** How long a unit that shares a transaction waits for what others hold, in milliseconds, before it is run again alone. */
const SHARED_WAIT_MS = 50;

const BEGIN_ALONE = 'begin';
const BEGIN_SHARED = `begin; set local lock_timeout = ${SHARED_WAIT_MS}`;

/** A connection on which units of work write; a lost one is replaced when the next transaction begins. */
export class PostgresLane implements Lane {
  readonly audit: PendingAudit = new PendingAudit();
  readonly #dial: () => Promise<PostgresConnection>;
  #connection: PostgresConnection | undefined;
  #isOpen = false;

  /** `dial` opens a session for writing. */
  constructor(dial: () => Promise<PostgresConnection>, connection?: PostgresConnection) {
    this.#dial = dial;
    this.#connection = connection;
  }

  /** The connection of the transaction at hand. Throws when there is none. */
  get connection(): PostgresConnection {
    if (this.#connection === undefined) throw new StorageUnavailable('there is no connection to the database');
    return this.#connection;
  }

  get inTransaction(): boolean {
    return this.#isOpen && this.#connection?.isLost === false;
  }

  async begin(alone: boolean): Promise<void> {
    this.audit.drop();
    if (this.#connection?.isLost !== false) this.#connection = await this.#reconnect();
    this.#isOpen = true;
    this.#send(alone ? BEGIN_ALONE : BEGIN_SHARED);
  }

  async commit(): Promise<void> {
    try {
      await this.audit.flush(this.connection);
      if (this.connection.isLost) throw new Error('the connection was lost');
    } catch (error) {
      throw asWriteFailure(error);
    }
    this.#isOpen = false;
    const outcome = await this.connection.execute('commit').catch((error: unknown) => {
      // From here on nobody can tell whether it was made durable, so it is neither acknowledged nor done again.
      throw new StorageUnavailable('the connection was lost during the commit', { cause: error });
    });
    // What the server says when a statement had failed before: nothing of it stays.
    if (outcome !== 'COMMIT') throw new RunAgain(new StorageUnavailable('the transaction was not committed'), 1);
  }

  async rollback(): Promise<void> {
    this.#isOpen = false;
    await this.connection.execute('rollback');
  }

  savepoint(): void {
    this.#send('savepoint unit');
  }

  releaseSavepoint(): void {
    this.#send('release savepoint unit');
  }

  async rollbackToSavepoint(): Promise<void> {
    try {
      await this.connection.execute('rollback to savepoint unit; release savepoint unit');
    } catch (error) {
      throw asWriteFailure(error);
    }
  }

  async close(): Promise<void> {
    await this.#connection?.end();
  }

  /** Asks without waiting for the answer: when it fails, so does all that follows it, the commit included. */
  #send(sql: string): void {
    this.connection.execute(sql).catch(() => undefined);
  }

  async #reconnect(): Promise<PostgresConnection> {
    try {
      return await this.#dial();
    } catch (error) {
      throw new StorageUnavailable('the database cannot be reached', { cause: error });
    }
  }
}
