import { sqlStores } from '../sql/sql-stores.ts';
import { type Storage, StorageUnavailable, type Stores } from '../storage.ts';
import type { DatabaseHealth } from './database-health.ts';
import type { DatabaseLock } from './database-lock.ts';
import { withDeadline } from './deadline.ts';
import type { SqliteFile } from './file/sqlite-file.ts';
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
  /** Opens another connection like `reader`, for a snapshot of its own. */
  readonly openReader: () => SqliteConnection;
  readonly health: DatabaseHealth;
  /** What is done with the file as a whole. */
  readonly file?: SqliteFile;
  /** How long a unit of work may take, in milliseconds. */
  readonly unitLimit: number;
}

interface UnitBounds {
  /** How long it may take, in milliseconds. */
  readonly limit: number;
  /** Where it is listed while it runs. */
  readonly among?: Set<UnitConnection>;
}

const SNAPSHOT_LIMIT_MS = 300_000;

/** A SQLite database that this process owns. */
export class SqliteStorage implements Storage {
  readonly file: SqliteFile | undefined;
  readonly #parts: SqliteParts;
  readonly #commits: GroupCommit;
  readonly #reads: Set<Promise<unknown>> = new Set();
  readonly #snapshots: Set<UnitConnection> = new Set();
  #closing: Promise<void> | undefined;

  constructor(parts: SqliteParts) {
    this.#parts = parts;
    this.file = parts.file;
    this.#commits = new GroupCommit(sqliteTransaction(parts.writer), (error) => parts.health.asFailure(error));
  }

  async transact<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    this.#assertServing();
    return this.#commits.submit(() => this.#runUnit(this.#parts.writer, work));
  }

  async read<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    this.#assertServing();
    return this.#counted(this.#runUnit(this.#parts.reader, work));
  }

  async snapshot<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    this.#assertServing();
    return this.#counted(this.#runSnapshot(work));
  }

  async ping(): Promise<void> {
    this.#assertServing();
    await new UnitConnection(this.#parts.reader, (error) => this.#parts.health.asFailure(error)).all('select 1', []);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #runUnit<T>(
    on: SqliteConnection,
    work: (stores: Stores) => Promise<T>,
    { limit, among }: UnitBounds = { limit: this.#parts.unitLimit },
  ): Promise<T> {
    this.#parts.health.assertTrusted();
    const connection = new UnitConnection(on, (error) => this.#parts.health.asFailure(error));
    among?.add(connection);
    let value: T;
    let failure: Error | undefined;
    try {
      value = await withDeadline(work(sqlStores(connection)), limit);
    } finally {
      among?.delete(connection);
      failure = connection.end();
    }
    if (failure !== undefined) throw failure;
    return value;
  }

  async #runSnapshot<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    this.#parts.health.assertTrusted();
    const reader = this.#parts.openReader();
    try {
      // What is read from here to the end is what the first statement finds.
      reader.execute('begin');
      return await this.#runUnit(reader, work, { limit: SNAPSHOT_LIMIT_MS, among: this.#snapshots });
    } finally {
      reader.close();
    }
  }

  async #counted<T>(read: Promise<T>): Promise<T> {
    this.#reads.add(read);
    try {
      return await read;
    } finally {
      this.#reads.delete(read);
    }
  }

  async #close(): Promise<void> {
    await this.file?.stop();
    // A snapshot would go on for seconds, for somebody who is no longer there.
    for (const connection of this.#snapshots) connection.end();
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
