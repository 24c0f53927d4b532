import type { AuthorityState } from '../authority-state.ts';
import type { AuthorityChange } from '../change.ts';

/** What came of a change: the state after it, and the ids given out. A dry run makes ids up. */
export interface Step {
  readonly state: AuthorityState;
  readonly newIds: readonly number[];
}

/** Several changes, each made before the next is known; `undefined` is no change, only a moment at which others may go on. */
export type Steps<Return = void> = Generator<AuthorityChange | undefined, Return, Step>;

/** There is no sequence of changes that leads to what is wanted. */
export class StepsImpossible extends Error {
  override readonly name = 'StepsImpossible';
}
