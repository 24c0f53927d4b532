import { StorageUnavailable } from '../storage.ts';
import { classifySqliteError } from './sqlite-error.ts';

/** Whether a database can still be trusted. Once it cannot, it takes no more work and the process is told to exit. */
export class DatabaseHealth {
  readonly #onFatal: (error: Error) => void;
  #fatal: Error | undefined;

  constructor(onFatal: (error: Error) => void) {
    this.#onFatal = onFatal;
  }

  /** Throws `StorageUnavailable` after a fatal failure. */
  assertTrusted(): void {
    if (this.#fatal !== undefined) throw new StorageUnavailable('the database failed', { cause: this.#fatal });
  }

  /** The error that callers see for what the driver threw; the first fatal one is also reported. */
  asFailure(error: unknown): Error {
    const cause = error instanceof Error ? error : new Error(String(error));
    switch (classifySqliteError(cause)) {
      case 'statement':
        return cause;
      case 'unavailable':
        return new StorageUnavailable('the database cannot take this now', { cause });
      case 'fatal':
        this.#report(cause);
        return new StorageUnavailable('the database failed', { cause });
    }
  }

  #report(error: Error): void {
    if (this.#fatal !== undefined) return;
    this.#fatal = error;
    this.#onFatal(error);
  }
}
