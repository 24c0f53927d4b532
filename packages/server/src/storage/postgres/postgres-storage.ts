import { type Storage, StorageUnavailable, type Stores } from '../storage.ts';
import { GroupCommit } from '../unit-of-work/group-commit.ts';
import { runUnit } from '../unit-of-work/run-unit.ts';
import { RunningReads } from '../unit-of-work/running-reads.ts';
import type { UnitConnection } from '../unit-of-work/unit-connection.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import { asFailure, asWriteFailure } from './postgres-error.ts';
import type { PostgresFeed } from './postgres-feed.ts';
import type { PostgresLane } from './postgres-lane.ts';
import type { PostgresReaders } from './postgres-readers.ts';

/** What a PostgreSQL storage is made of. */
export interface PostgresParts {
  readonly lanes: readonly PostgresLane[];
  readonly readers: PostgresReaders;
  /** Opens a connection that reads, for a snapshot of its own. */
  readonly openReader: () => Promise<PostgresConnection>;
  /** What other nodes commit. */
  readonly feed: PostgresFeed;
  /** How long a unit of work may take, in milliseconds. */
  readonly unitLimit: number;
}

// The server remembers 64 savepoints a transaction cheaply; beyond that everybody's reads pay.
const BATCH_LIMIT = 60;
const SNAPSHOT_LIMIT_MS = 300_000;
const BEGIN_SNAPSHOT = 'begin transaction isolation level repeatable read read only';

/** A PostgreSQL database, which other nodes may use too. */
export class PostgresStorage implements Storage {
  readonly feed: PostgresFeed;
  readonly #parts: PostgresParts;
  readonly #commits: GroupCommit<PostgresLane>;
  readonly #reads: RunningReads = new RunningReads();
  readonly #snapshots: Set<UnitConnection> = new Set();
  #closing: Promise<void> | undefined;

  constructor(parts: PostgresParts) {
    this.#parts = parts;
    this.feed = parts.feed;
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
    const limit = this.#parts.unitLimit;
    return this.#reads.counted(runUnit({ connection: this.#parts.readers, asFailure, limit, settles: true }, work));
  }

  async snapshot<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    this.#assertServing();
    return this.#reads.counted(this.#runSnapshot(work));
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

  async #runSnapshot<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    const connection = await this.#parts.openReader().catch((error: unknown) => {
      throw asFailure(error);
    });
    try {
      await connection.run(BEGIN_SNAPSHOT, []);
      const ground = { connection, asFailure, limit: SNAPSHOT_LIMIT_MS, settles: true, among: this.#snapshots };
      return await runUnit(ground, work);
    } finally {
      await connection.end();
    }
  }

  async #close(): Promise<void> {
    // A snapshot would go on for seconds, for somebody who is no longer there.
    for (const connection of this.#snapshots) connection.end();
    await this.feed.close();
    await this.#commits.idle();
    await this.#reads.settled();
    await Promise.all([this.#parts.readers.close(), ...this.#parts.lanes.map((lane) => lane.close())]);
  }

  #assertServing(): void {
    if (this.#closing !== undefined) throw new StorageUnavailable('the database is closed');
  }
}
