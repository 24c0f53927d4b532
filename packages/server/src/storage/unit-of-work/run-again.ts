/** Nothing of a unit of work stays, for a reason that may be gone when it is run anew, alone. */
export class RunAgain extends Error {
  override readonly name = 'RunAgain';
  /** What the caller is told when it is not run again. */
  readonly failure: Error;
  /** How often a unit may be run anew for this reason. */
  readonly attempts: number;

  constructor(failure: Error, attempts: number) {
    super('the unit of work may be run again', { cause: failure });
    this.failure = failure;
    this.attempts = attempts;
  }
}
