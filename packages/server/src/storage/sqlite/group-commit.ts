import { StorageUnavailable } from '../storage.ts';

/** The bounds of a transaction. Each call may throw; one that throws did nothing that lasts. */
export interface TransactionBounds {
  begin(): void;
  /** Makes all that was done since `begin` durable before it returns. */
  commit(): void;
  rollback(): void;
  savepoint(): void;
  releaseSavepoint(): void;
  rollbackToSavepoint(): void;
  /** The database may end a transaction by itself when it runs out of room. */
  readonly inTransaction: boolean;
}

/** Makes of what the driver threw the error that callers see, and raises the alarm when it must be raised. */
export type AsFailure = (error: unknown) => Error;

/** Tells a caller what became of their unit, once the commit holds. */
type Answer = () => void;

/** A piece of work that waits for its commit. */
interface Unit {
  run(): Promise<Answer>;
  reject(error: unknown): void;
}

/** How many units share a commit at most. */
export const BATCH_LIMIT = 256;

/**
 * Group commit: units that arrive while others are made durable go into the next transaction together, each in a
 * savepoint of its own, and a caller is answered only after the commit that holds its work.
 */
export class GroupCommit {
  readonly #bounds: TransactionBounds;
  readonly #asFailure: AsFailure;
  readonly #queue: Unit[] = [];
  #drain: Promise<void> | undefined;

  constructor(bounds: TransactionBounds, asFailure: AsFailure) {
    this.#bounds = bounds;
    this.#asFailure = asFailure;
  }

  /** Queues work; resolves to its answer once it is durable, rejects when nothing of it stays. */
  submit<T>(work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const run = async (): Promise<Answer> => {
        const value = await work();
        return () => resolve(value);
      };
      this.#queue.push({ run, reject });
      this.#drain ??= this.#drainQueue();
    });
  }

  /** Resolves when every unit that was queued has been answered. */
  async idle(): Promise<void> {
    while (this.#drain !== undefined) await this.#drain;
  }

  async #drainQueue(): Promise<void> {
    while (this.#queue.length > 0) {
      // Whatever the requests of this turn of the event loop bring shares one commit.
      await new Promise<void>((resolve) => setImmediate(resolve));
      await this.#commitBatch(this.#queue.splice(0, BATCH_LIMIT));
    }
    this.#drain = undefined;
  }

  async #commitBatch(batch: readonly Unit[]): Promise<void> {
    const answers: Answer[] = [];
    try {
      this.#bounds.begin();
      for (const unit of batch) answers.push(await this.#runUnit(unit));
      this.#bounds.commit();
    } catch (error) {
      this.#abandon(batch, error);
      return;
    }
    for (const answer of answers) answer();
  }

  async #runUnit(unit: Unit): Promise<Answer> {
    this.#bounds.savepoint();
    let answer: Answer;
    try {
      answer = await unit.run();
    } catch (error) {
      // Without the transaction the work of the others is gone too.
      if (!this.#bounds.inTransaction) throw error;
      this.#bounds.rollbackToSavepoint();
      return () => unit.reject(error);
    }
    this.#bounds.releaseSavepoint();
    return answer;
  }

  #abandon(batch: readonly Unit[], cause: unknown): void {
    let failure = this.#asFailure(cause);
    try {
      if (this.#bounds.inTransaction) this.#bounds.rollback();
    } catch (error) {
      failure = this.#asFailure(error);
    }
    const rejection =
      failure instanceof StorageUnavailable
        ? failure
        : new StorageUnavailable('the transaction was not committed', { cause: failure });
    for (const unit of batch) unit.reject(rejection);
  }
}
