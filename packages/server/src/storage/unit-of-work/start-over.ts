/** A unit of work cannot be undone by itself: the transaction is rolled back and its units are run anew, so that each can. */
export class StartOver extends Error {
  override readonly name = 'StartOver';

  constructor() {
    super('the units of work start over');
  }
}
