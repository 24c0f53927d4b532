import { type Storage, StorageUnavailable, type Stores } from '../storage.ts';
import { GroupCommit } from '../unit-of-work/group-commit.ts';
import { runUnit, type UnitGround } from '../unit-of-work/run-unit.ts';
import type { DatabaseHealth } from './database-health.ts';
import type { DatabaseLock } from './database-lock.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { SqliteLane } from './sqlite-lane.ts';

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

const BATCH_LIMIT = 256;

/** A SQLite database that this process owns. */
export class SqliteStorage implements Storage {
  readonly #parts: SqliteParts;
  readonly #commits: GroupCommit<SqliteLane>;
  readonly #asFailure: UnitGround['asFailure'];
  readonly #reads: Set<Promise<unknown>> = new Set();
  #closing: Promise<void> | undefined;

  constructor(parts: SqliteParts) {
    this.#parts = parts;
    this.#asFailure = (error) => parts.health.asFailure(error);
    const lanes = [new SqliteLane(parts.writer)];
    this.#commits = new GroupCommit({ lanes, asFailure: this.#asFailure, batchLimit: BATCH_LIMIT });
  }

  async transact<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    this.#assertServing();
    return this.#commits.submit((lane) => this.#runUnit(lane, work));
  }

  async read<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    this.#assertServing();
    const read = this.#runUnit({ connection: this.#parts.reader }, work);
    this.#reads.add(read);
    try {
      return await read;
    } finally {
      this.#reads.delete(read);
    }
  }

  async ping(): Promise<void> {
    this.#assertServing();
    try {
      await this.#parts.reader.all('select 1', []);
    } catch (error) {
      throw this.#asFailure(error);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #runUnit<T>(on: Pick<UnitGround, 'connection' | 'audit'>, work: (stores: Stores) => Promise<T>): Promise<T> {
    this.#parts.health.assertTrusted();
    return runUnit({ ...on, asFailure: this.#asFailure, limit: this.#parts.unitLimit, settles: true }, work);
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
