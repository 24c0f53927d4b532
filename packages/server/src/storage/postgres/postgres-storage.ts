import { type Storage, StorageUnavailable, type Stores } from '../storage.ts';
import { GroupCommit } from '../unit-of-work/group-commit.ts';
import { runUnit } from '../unit-of-work/run-unit.ts';
import { asFailure, asWriteFailure } from './postgres-error.ts';
import type { PostgresLane } from './postgres-lane.ts';
import type { PostgresReaders } from './postgres-readers.ts';

/** What a PostgreSQL storage is made of. */
export interface PostgresParts {
  readonly lanes: readonly PostgresLane[];
  readonly readers: PostgresReaders;
  /** How long a unit of work may take, in milliseconds. */
  readonly unitLimit: number;
}

// The server remembers 64 savepoints a transaction cheaply; beyond that everybody's reads pay.
const BATCH_LIMIT = 60;

/** A PostgreSQL database, which other nodes may use too. */
export class PostgresStorage implements Storage {
  readonly #parts: PostgresParts;
  readonly #commits: GroupCommit<PostgresLane>;
  readonly #reads: Set<Promise<unknown>> = new Set();
  #closing: Promise<void> | undefined;

  constructor(parts: PostgresParts) {
    this.#parts = parts;
    this.#commits = new GroupCommit({ lanes: parts.lanes, asFailure, batchLimit: BATCH_LIMIT });
  }

  async transact<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    this.#assertServing();
    const limit = this.#parts.unitLimit;
    return this.#commits.submit(({ connection, audit, isShared }) =>
      runUnit({ connection, audit, asFailure: asWriteFailure, limit, settles: !isShared }, work),
    );
  }

  async read<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    this.#assertServing();
    const read = runUnit({ connection: this.#parts.readers, asFailure, limit: this.#parts.unitLimit, settles: true }, work);
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
      await this.#parts.readers.all('select 1', []);
    } catch (error) {
      throw asFailure(error);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#commits.idle();
    await Promise.allSettled(this.#reads);
    await Promise.all([this.#parts.readers.close(), ...this.#parts.lanes.map((lane) => lane.close())]);
  }

  #assertServing(): void {
    if (this.#closing !== undefined) throw new StorageUnavailable('the database is closed');
  }
}
