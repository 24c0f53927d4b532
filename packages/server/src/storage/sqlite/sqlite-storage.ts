import type { DatabaseFile } from '../database-file.ts';
import { type Storage, StorageUnavailable, type Stores } from '../storage.ts';
import { GroupCommit } from '../unit-of-work/group-commit.ts';
import { runUnit, type UnitGround } from '../unit-of-work/run-unit.ts';
import { RunningReads } from '../unit-of-work/running-reads.ts';
import type { UnitConnection } from '../unit-of-work/unit-connection.ts';
import type { DatabaseHealth } from './database-health.ts';
import type { DatabaseLock } from './database-lock.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { type LogSync, SqliteLane } from './sqlite-lane.ts';

/** What a SQLite storage is made of. */
export interface SqliteParts {
  readonly lock: DatabaseLock;
  readonly writer: SqliteConnection;
  /** Sees only what the writer has committed, and cannot write. */
  readonly reader: SqliteConnection;
  /** Opens another connection like `reader`, for a snapshot of its own. */
  readonly openReader: () => SqliteConnection;
  readonly health: DatabaseHealth;
  /** Where it is absent, a commit of the writer is durable when it returns. */
  readonly log?: LogSync;
  /** What is done with the file as a whole. */
  readonly file?: DatabaseFile;
  /** How long a unit of work may take, in milliseconds. */
  readonly unitLimit: number;
}

type Ground = Pick<UnitGround, 'connection' | 'audit' | 'among'> & { readonly limit?: number };

const BATCH_LIMIT = 256;
const SNAPSHOT_LIMIT_MS = 300_000;

/** A SQLite database that this process owns. */
export class SqliteStorage implements Storage {
  readonly file: DatabaseFile | undefined;
  readonly #parts: SqliteParts;
  readonly #commits: GroupCommit<SqliteLane>;
  readonly #asFailure: UnitGround['asFailure'];
  readonly #reads: RunningReads = new RunningReads();
  readonly #snapshots: Set<UnitConnection> = new Set();
  #closing: Promise<void> | undefined;

  constructor(parts: SqliteParts) {
    this.#parts = parts;
    this.file = parts.file;
    this.#asFailure = (error) => parts.health.asFailure(error);
    const lanes = [new SqliteLane(parts.writer, parts.log)];
    this.#commits = new GroupCommit({ lanes, asFailure: this.#asFailure, batchLimit: BATCH_LIMIT });
  }

  async transact<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    this.#assertServing();
    return this.#commits.submit(({ connection, audit }) => this.#runUnit({ connection, audit }, work));
  }

  async read<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    this.#assertServing();
    return this.#reads.counted(this.#runRead(work));
  }

  async snapshot<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    this.#assertServing();
    return this.#reads.counted(this.#runSnapshot(work));
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

  async #runUnit<T>(on: Ground, work: (stores: Stores) => Promise<T>): Promise<T> {
    this.#parts.health.assertTrusted();
    const { unitLimit: limit } = this.#parts;
    return runUnit({ limit, ...on, asFailure: this.#asFailure, settles: true }, work);
  }

  async #runRead<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    try {
      return await this.#runUnit({ connection: this.#parts.reader }, work);
    } finally {
      await this.#settled();
    }
  }

  /** Resolves when what can be read now is on the disk: nobody is told of a commit that a power cut could undo. */
  async #settled(): Promise<void> {
    const pending = this.#parts.log?.pending;
    if (pending === undefined) return;
    try {
      await pending;
    } catch (error) {
      throw this.#asFailure(error);
    }
  }

  async #runSnapshot<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    this.#parts.health.assertTrusted();
    const connection = this.#parts.openReader();
    try {
      // What is read from here to the end is what the first statement finds.
      connection.execute('begin');
      await connection.all('select name from sqlite_schema limit 1', []);
      await this.#settled();
      return await this.#runUnit({ connection, limit: SNAPSHOT_LIMIT_MS, among: this.#snapshots }, work);
    } finally {
      connection.close();
    }
  }

  async #close(): Promise<void> {
    await this.file?.stop();
    // A snapshot would go on for seconds, for somebody who is no longer there.
    for (const connection of this.#snapshots) connection.end();
    await this.#commits.idle();
    await this.#reads.settled();
    await this.#parts.log?.close();
    this.#parts.reader.close();
    this.#parts.writer.close();
    this.#parts.lock.release();
  }

  #assertServing(): void {
    if (this.#closing !== undefined) throw new StorageUnavailable('the database is closed');
    this.#parts.health.assertTrusted();
  }
}
