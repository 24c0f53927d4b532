import { PendingAudit } from '../sql/audit/pending-audit.ts';
import type { Connection } from '../sql/connection.ts';
import { StorageUnavailable } from '../storage.ts';
import type { Lane, Sharing } from '../unit-of-work/group-commit.ts';
import { RunAgain } from '../unit-of-work/run-again.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import { asWriteFailure } from './postgres-error.ts';

// What others hold is waited for only shortly, since they may be waiting for what is held here. Then the unit is run again,
// in a row with all units of all nodes that are: they keep nothing from each other, and everybody else soon gives way.
const RUN_AGAIN_LOCK = 0x61676169;
const BEGIN: Readonly<Record<Sharing, string>> = {
  shared: 'begin; set local lock_timeout = 50',
  single: 'begin; set local lock_timeout = 200',
  again: `begin; select pg_advisory_xact_lock(${RUN_AGAIN_LOCK})`,
};

/**
 * A connection on which units of work write; a lost one is replaced when the next transaction begins. What need not be
 * waited for is sent without waiting: from a statement that failed on, the server refuses everything, the commit included,
 * until that very unit's savepoint is gone back to. So each savepoint has a name of its own.
 */
export class PostgresLane implements Lane {
  readonly audit: PendingAudit = new PendingAudit();
  readonly #dial: () => Promise<PostgresConnection>;
  #connection: PostgresConnection | undefined;
  #state: 'closed' | Sharing = 'closed';
  #savepoint = 0;
  /** Bounds that go to the server with the next ones. */
  #unsent: string[] = [];

  /** `dial` opens a session for writing. */
  constructor(dial: () => Promise<PostgresConnection>) {
    this.#dial = dial;
  }

  /** The connection of the transaction at hand. Throws when there is none. */
  get connection(): PostgresConnection {
    if (this.#connection === undefined) throw new StorageUnavailable('there is no connection to the database');
    return this.#connection;
  }

  /** Whether other units share the transaction at hand. */
  get isShared(): boolean {
    return this.#state === 'shared';
  }

  get inTransaction(): boolean {
    return this.#state !== 'closed' && this.#connection?.isLost === false;
  }

  async begin(sharing: Sharing): Promise<void> {
    this.audit.drop();
    this.#unsent = [];
    this.#savepoint = 0;
    if (this.#connection?.isLost !== false) this.#connection = await this.#reconnect();
    this.#state = sharing;
    if (sharing === 'shared') this.#unsent.push(BEGIN[sharing]);
    else this.#send(BEGIN[sharing]);
  }

  async commit(): Promise<void> {
    // The one unit was rolled back.
    if (this.#state === 'closed') return;
    try {
      await this.audit.flush(unwaiting(this.connection));
      if (this.connection.isLost) throw new Error('the connection was lost');
    } catch (error) {
      throw asWriteFailure(error);
    }
    this.#state = 'closed';
    const outcome = await this.connection.execute('commit').catch((error: unknown) => {
      // From here on nobody can tell whether it was made durable, so it is neither acknowledged nor done again.
      throw new StorageUnavailable('the connection was lost during the commit', { cause: error });
    });
    // What the server says when a statement had failed before: nothing of it stays.
    if (outcome !== 'COMMIT') throw new RunAgain(new StorageUnavailable('the transaction was not committed'), 1);
  }

  async rollback(): Promise<void> {
    this.#state = 'closed';
    await this.connection.execute('rollback');
  }

  savepoint(): void {
    if (!this.isShared) return;
    this.#send([...this.#unsent.splice(0), `savepoint u${++this.#savepoint}`].join('; '));
  }

  releaseSavepoint(): void {
    if (this.isShared) this.#unsent.push(`release savepoint u${this.#savepoint}`);
  }

  async rollbackToSavepoint(): Promise<void> {
    try {
      if (!this.isShared) return await this.rollback();
      await this.connection.execute(`rollback to savepoint u${this.#savepoint}; release savepoint u${this.#savepoint}`);
    } catch (error) {
      throw asWriteFailure(error);
    }
  }

  async close(): Promise<void> {
    await this.#connection?.end();
  }

  /** Asks without waiting for the answer. */
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

/** What is posted on it is not waited for: the commit that follows fails with it. */
function unwaiting(connection: PostgresConnection): Connection {
  return {
    dialect: connection.dialect,
    all: (sql, parameters) => connection.all(sql, parameters),
    run: (sql, parameters) => connection.run(sql, parameters),
    post: async (sql, parameters) => {
      connection.post(sql, parameters).catch(() => undefined);
    },
  };
}
