import { StorageUnavailable } from '../storage.ts';
import { RunAgain } from './run-again.ts';
import { StartOver } from './start-over.ts';

/** What a transaction is for: several units; one; or one that is run again, at which point nobody may be in its way for good. */
export type Sharing = 'shared' | 'single' | 'again';

/**
 * A connection's transaction, in which units of work run one after the other. Each call may fail; one that does did nothing
 * that lasts, but for `commit`. A failure that is a `RunAgain` left nothing and may be gone when the units are run anew.
 */
export interface Lane {
  begin(sharing: Sharing): void | Promise<void>;
  /** Ends the transaction; where there is no `durable`, all that was done since `begin` is durable before it returns. */
  commit(): void | Promise<void>;
  /** Resolves once everything that was committed so far is durable, while the next transaction may run. Failing, nobody can tell what stays. */
  durable?(): Promise<void> | undefined;
  rollback(): void | Promise<void>;
  savepoint(): void | Promise<void>;
  releaseSavepoint(): void | Promise<void>;
  /** Throws `StartOver` when the lane set no savepoint in a transaction that succeeds nearly always; in the next one it does. */
  rollbackToSavepoint(): void | Promise<void>;
  /** The database may end a transaction by itself: it ran out of room, or the connection was lost. */
  readonly inTransaction: boolean;
}

/** Makes of what the driver threw the error that callers see, and raises the alarm when it must be raised. */
export type AsFailure = (error: unknown) => Error;

/** What group commit works with. */
export interface GroupCommitParts<L extends Lane> {
  /** How many transactions run at once. */
  readonly lanes: readonly L[];
  readonly asFailure: AsFailure;
  /** How many units share a commit at most. */
  readonly batchLimit: number;
}

/** Tells a caller what became of their unit, once the commit holds. */
type Answer = () => void;

/** A piece of work that waits for its commit. */
interface Unit<L> {
  run(lane: L): Promise<Answer>;
  reject(error: unknown): void;
  /** How often it was run in vain. */
  attempts: number;
  /** Whether its caller knows already that nothing of it stays. */
  isRefused: boolean;
}

/**
 * Group commit: units that arrive while others are made durable go into the next transaction together, each in a
 * savepoint of its own, and a caller is answered only after the commit that holds its work.
 */
export class GroupCommit<L extends Lane> {
  readonly #parts: GroupCommitParts<L>;
  readonly #queue: Unit<L>[] = [];
  /** Units to be run again, one at a time, so that ordinary ones always find a lane. */
  readonly #again: Unit<L>[] = [];
  #isAgain = false;
  readonly #idle: L[];
  readonly #drains: Set<Promise<void>> = new Set();
  /** How many lanes are about to take their share of the queue. */
  #choosing = 0;

  constructor(parts: GroupCommitParts<L>) {
    this.#parts = parts;
    this.#idle = parts.lanes.toReversed();
  }

  /** Queues work; resolves to its answer once it is durable, rejects when nothing of it stays, or nobody can tell. */
  submit<T>(work: (lane: L) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const run = async (lane: L): Promise<Answer> => {
        const value = await work(lane);
        return () => resolve(value);
      };
      this.#queue.push({ run, reject, attempts: 0, isRefused: false });
      this.#wake();
    });
  }

  /** Resolves when every unit that was queued has been answered. */
  async idle(): Promise<void> {
    while (this.#drains.size > 0) await Promise.all(this.#drains);
  }

  #wake(): void {
    const lane = this.#idle.pop();
    if (lane === undefined) return;
    const drain = this.#drainQueue(lane).finally(() => this.#drains.delete(drain));
    this.#drains.add(drain);
  }

  async #drainQueue(lane: L): Promise<void> {
    while (this.#queue.length > 0 || this.#mayRunAgain()) {
      this.#choosing++;
      // Whatever the requests of this turn of the event loop bring shares one commit.
      await new Promise<void>((resolve) => setImmediate(resolve));
      const isAgain = this.#mayRunAgain();
      const batch = isAgain ? this.#again.splice(0, 1) : this.#takeShare();
      this.#choosing--;
      if (isAgain) await this.#runAgain(lane, batch);
      else if (batch.length > 0) await this.#commitBatch(lane, batch, batch.length === 1 ? 'single' : 'shared');
    }
    this.#idle.push(lane);
  }

  #takeShare(): readonly Unit<L>[] {
    return this.#queue.splice(0, Math.min(Math.ceil(this.#queue.length / this.#choosing), this.#parts.batchLimit));
  }

  #mayRunAgain(): boolean {
    return this.#again.length > 0 && !this.#isAgain;
  }

  async #runAgain(lane: L, unit: readonly Unit<L>[]): Promise<void> {
    this.#isAgain = true;
    await this.#commitBatch(lane, unit, 'again');
    this.#isAgain = false;
  }

  async #commitBatch(lane: L, batch: readonly Unit<L>[], sharing: Sharing): Promise<void> {
    const waiting = [...batch];
    const answers: Answer[] = [];
    try {
      await lane.begin(sharing);
      for (const [index, unit] of batch.entries()) {
        const answer = await this.#runUnit(lane, unit);
        if (answer === 'again') {
          // Others may be waiting for what this transaction holds: it ends here, and the rest is taken up anew.
          this.#takeUp(waiting.splice(index));
          break;
        }
        answers.push(answer);
      }
      await lane.commit();
    } catch (error) {
      if (error instanceof StartOver) await this.#startOver(lane, batch, sharing);
      else await this.#abandon(lane, waiting, error);
      return;
    }
    const durable = lane.durable?.();
    if (durable === undefined) for (const answer of answers) answer();
    else await this.#answerOnce(durable, answers, waiting);
  }

  async #answerOnce(durable: Promise<void>, answers: readonly Answer[], units: readonly Unit<L>[]): Promise<void> {
    try {
      await durable;
    } catch (error) {
      const failure = this.#unavailable(error);
      for (const unit of units) unit.reject(failure);
      return;
    }
    for (const answer of answers) answer();
  }

  async #runUnit(lane: L, unit: Unit<L>): Promise<Answer | 'again'> {
    await lane.savepoint();
    let answer: Answer;
    try {
      answer = await unit.run(lane);
    } catch (error) {
      // Without the transaction the work of the others is gone too.
      if (!lane.inTransaction) throw error;
      await this.#undo(lane, unit, error);
      if (!(error instanceof RunAgain)) return () => unit.reject(error);
      if (unit.attempts++ < error.attempts) return 'again';
      return () => unit.reject(error.failure);
    }
    await lane.releaseSavepoint();
    return answer;
  }

  async #undo(lane: L, unit: Unit<L>, error: unknown): Promise<void> {
    try {
      await lane.rollbackToSavepoint();
    } catch (failure) {
      if (failure instanceof StartOver && error instanceof StorageUnavailable) {
        // What it waited for in vain, it and the others do not wait for twice.
        unit.isRefused = true;
        unit.reject(error);
      }
      throw failure;
    }
  }

  #takeUp(units: readonly Unit<L>[]): void {
    this.#again.push(...units.filter(({ attempts }) => attempts > 0));
    this.#queue.unshift(...units.filter(({ attempts }) => attempts === 0));
    this.#wake();
  }

  async #abandon(lane: L, units: readonly Unit<L>[], cause: unknown): Promise<void> {
    const failure = await this.#rollBack(lane, cause);
    const again = cause instanceof RunAgain ? units.filter((unit) => unit.attempts++ < cause.attempts) : [];
    for (const unit of units) if (!again.includes(unit)) unit.reject(failure);
    if (again.length > 0) this.#takeUp(again);
  }

  async #startOver(lane: L, batch: readonly Unit<L>[], sharing: Sharing): Promise<void> {
    try {
      await lane.rollback();
    } catch (error) {
      await this.#abandon(lane, batch, error);
      return;
    }
    const rest = batch.filter(({ isRefused }) => !isRefused);
    if (rest.length > 0) await this.#commitBatch(lane, rest, sharing);
  }

  async #rollBack(lane: L, cause: unknown): Promise<StorageUnavailable> {
    let failure = this.#parts.asFailure(cause instanceof RunAgain ? cause.failure : cause);
    try {
      if (lane.inTransaction) await lane.rollback();
    } catch (error) {
      failure = this.#parts.asFailure(error);
    }
    return this.#unavailable(failure);
  }

  #unavailable(cause: unknown): StorageUnavailable {
    const failure = this.#parts.asFailure(cause);
    if (failure instanceof StorageUnavailable) return failure;
    return new StorageUnavailable('the transaction was not committed', { cause: failure });
  }
}
