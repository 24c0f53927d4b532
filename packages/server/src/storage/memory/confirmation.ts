/** Since when what is in memory is known to be so; all times by a clock that never goes back, in milliseconds. */
export class Confirmation {
  readonly #elapsed: () => number;
  #heardAt: number | undefined;
  #caughtUpAt: number;

  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
    this.#caughtUpAt = elapsed();
  }

  /** Everything that was committed before `at` has been heard; `undefined`: nothing is heard any more. */
  heard(at: number | undefined): void {
    this.#heardAt = at;
  }

  /** What is held of authority is no older than `at`. */
  caughtUp(at: number): void {
    this.#caughtUpAt = at;
  }

  /** Whether everything was heard that was committed until `limit` ago. */
  isHeard(limit: number): boolean {
    return this.#heardAt !== undefined && this.#elapsed() - this.#heardAt <= limit;
  }

  /** Whether what is held of authority was so `limit` ago, or later. */
  isCaughtUp(limit: number): boolean {
    return this.#elapsed() - this.#caughtUpAt <= limit;
  }
}
