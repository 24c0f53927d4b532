/** The reads that are under way, so that a database is closed only after them. */
export class RunningReads {
  readonly #running: Set<Promise<unknown>> = new Set();

  /** The same read, counted until it ends. */
  async counted<T>(read: Promise<T>): Promise<T> {
    this.#running.add(read);
    try {
      return await read;
    } finally {
      this.#running.delete(read);
    }
  }

  /** Resolves when all of them have ended, whichever way. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running);
  }
}
