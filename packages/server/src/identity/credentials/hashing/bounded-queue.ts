/** The queue of expensive work is full: nothing was begun, and a later try may succeed. Edges answer 503. */
export class HashingBusy extends Error {
  override readonly name = 'HashingBusy';
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('too many passwords are being hashed');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** How much work runs at once and how much may wait. */
export interface QueueLimits {
  readonly parallelism: number;
  readonly queueLimit: number;
}

/** Runs jobs in order of arrival, a bounded number at once. */
export interface BoundedQueue {
  /** Answers what `job` answers. Rejects with `HashingBusy` at once when the queue is full. */
  run<T>(job: () => Promise<T>): Promise<T>;
  /** The jobs that run or wait. */
  readonly pending: number;
}

const RETRY_AFTER_SECONDS = 2;

/** A queue in which at most `parallelism` jobs run and at most `queueLimit` wait. */
export function createBoundedQueue(limits: QueueLimits): BoundedQueue {
  if (limits.parallelism < 1) throw new RangeError('parallelism must be at least 1');
  const waiting: (() => void)[] = [];
  let running = 0;

  const enter = async (): Promise<void> => {
    if (running < limits.parallelism) {
      running++;
      return;
    }
    if (waiting.length >= limits.queueLimit) throw new HashingBusy(RETRY_AFTER_SECONDS);
    await new Promise<void>((resolve) => waiting.push(resolve));
  };
  // A place is handed over, not freed and taken again: nobody who comes meanwhile can slip in.
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  };

  return {
    async run(job) {
      await enter();
      try {
        return await job();
      } finally {
        leave();
      }
    },
    get pending() {
      return running + waiting.length;
    },
  };
}
