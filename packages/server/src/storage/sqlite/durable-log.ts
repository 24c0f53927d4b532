import { close, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';

const closeFile = promisify(close);

/** Forces what was written to a file onto the disk, as `fdatasync` does. */
export type Datasync = (file: number, done: (error: Error | null) => void) => void;

/** The write-ahead log could not be forced onto the disk. SQLite would say the same by this code, `SQLITE_IOERR_FSYNC`. */
export class SyncFailed extends Error {
  override readonly name = 'SyncFailed';
  readonly errcode: number = 10 | (4 << 8);
}

/**
 * The write-ahead log of a database, forced onto the disk beside the event loop: SQLite writes a commit to it and does not wait
 * (`synchronous=NORMAL`), and whoever is told of the commit waits for this (docs/adr/0030-synced-beside-the-event-loop.md).
 */
export class DurableLog {
  readonly #file: number;
  readonly #datasync: Datasync;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #failure: SyncFailed | undefined;

  /** Opens the log of the database at `path`, which a connection has open. Throws what the file system says. */
  constructor(path: string, datasync: Datasync = fdatasync) {
    // Closing it drops no lock: SQLite holds none on this file.
    this.#file = openSync(`${path}-wal`, 'r+');
    this.#datasync = datasync;
  }

  /**
   * Resolves when everything is on the disk that was committed before the call. Rejects with `SyncFailed`, from then on each
   * time: the system reports a write that failed only once.
   */
  sync(): Promise<void> {
    if (this.#next !== undefined) return this.#next;
    if (this.#running === undefined) {
      this.#running = this.#start();
      return this.#running;
    }
    // What is under way may have begun before the last commit.
    this.#next = this.#after(this.#running);
    return this.#next;
  }

  /** What is still to be waited for by who has read what is committed; `undefined` when all of it is on the disk. */
  get pending(): Promise<void> | undefined {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return this.#next ?? this.#running;
  }

  /** Closes the file once nothing is under way. */
  async close(): Promise<void> {
    await this.pending?.catch(() => undefined);
    await closeFile(this.#file);
  }

  async #after(running: Promise<void>): Promise<void> {
    await running.catch(() => undefined);
    this.#next = undefined;
    this.#running = this.#start();
    await this.#running;
  }

  async #start(): Promise<void> {
    try {
      await this.#force();
    } finally {
      this.#running = undefined;
    }
  }

  #force(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) {
        reject(this.#failure);
        return;
      }
      this.#datasync(this.#file, (cause) => {
        if (cause !== null) this.#failure = new SyncFailed('the write-ahead log cannot be forced onto the disk', { cause });
        if (this.#failure === undefined) resolve();
        else reject(this.#failure);
      });
    });
  }
}
