import { sqlStores } from '../sql/sql-stores.ts';
import { type Storage, StorageUnavailable, type Stores } from '../storage.ts';
import type { DatabaseHealth } from './database-health.ts';
import type { DatabaseLock } from './database-lock.ts';
import { withDeadline } from './deadline.ts';
import { GroupCommit } from './group-commit.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { sqliteTransaction } from './sqlite-transaction.ts';
import { UnitConnection } from './unit-connection.ts';

/** What a SQLite storage is made of. */
export interface SqliteParts {
  readonly lock: DatabaseLock;
  readonly writer: SqliteConnection;
  /** Sees only what the writer has committed, and cannot write. */
  readonly reader: SqliteConnection;
  readonly health: DatabaseHealth;
  /** How long a unit of work may take, in milliseconds. */
  readonly unitLimit: number;
}

/** A SQLite database that this process owns. */
export class SqliteStorage implements Storage {
  readonly #parts: SqliteParts;
  readonly #commits: GroupCommit;
  readonly #reads: Set<Promise<unknown>> = new Set();
  #closing: Promise<void> | undefined;

  constructor(parts: SqliteParts) {
    this.#parts = parts;
    this.#commits = new GroupCommit(sqliteTransaction(parts.writer), (error) => parts.health.asFailure(error));
  }

  async transact<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    this.#assertServing();
    return this.#commits.submit(() => this.#runUnit(this.#parts.writer, work));
  }

  async read<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    this.#assertServing();
    const read = this.#runUnit(this.#parts.reader, work);
    this.#reads.add(read);
    try {
      return await read;
    } finally {
      this.#reads.delete(read);
    }
  }

  async ping(): Promise<void> {
    this.#assertServing();
    await new UnitConnection(this.#parts.reader, (error) => this.#parts.health.asFailure(error)).all('select 1', []);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #runUnit<T>(on: SqliteConnection, work: (stores: Stores) => Promise<T>): Promise<T> {
    this.#parts.health.assertTrusted();
    const connection = new UnitConnection(on, (error) => this.#parts.health.asFailure(error));
    let value: T;
    let failure: Error | undefined;
    try {
      value = await withDeadline(work(sqlStores(connection)), this.#parts.unitLimit);
    } finally {
      failure = connection.end();
    }
    if (failure !== undefined) throw failure;
    return value;
  }

  async #close(): Promise<void> {
    await this.#commits.idle();
    await Promise.allSettled(this.#reads);
    this.#parts.reader.close();
    this.#parts.writer.close();
    this.#parts.lock.release();
  }

  #assertServing(): void {
    if (this.#closing !== undefined) throw new StorageUnavailable('the database is closed');
    this.#parts.health.assertTrusted();
  }
}
