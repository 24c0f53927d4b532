import { AuthorityBusy } from '../authorities.ts';
import type { AuthorityState } from '../authority-state.ts';

/** How many states are loaded at once, and how many more may wait for their turn. */
const AT_ONCE = 2;
const MOST_WAITING = 32;

/** Loads one client's state as of a moment, in milliseconds since 1970. */
export type LoadPast = (clientId: number, at: number) => Promise<AuthorityState | undefined>;

/**
 * States of other times: nothing of them is kept, so each question loads all of a client. Who asks for the same meanwhile is
 * answered by the same load, few are loaded at once, and of those who wait there are not many.
 */
export class PastStates {
  readonly #load: LoadPast;
  readonly #loads = new Map<string, Promise<AuthorityState | undefined>>();
  readonly #waiting: (() => void)[] = [];
  #going = 0;

  constructor(load: LoadPast) {
    this.#load = load;
  }

  /** `undefined` when there was no such client then. Rejects with `AuthorityBusy` when too many wait already. */
  async state(clientId: number, at: number): Promise<AuthorityState | undefined> {
    const key = `${clientId} ${at}`;
    const running = this.#loads.get(key);
    if (running !== undefined) return running;
    if (this.#going >= AT_ONCE && this.#waiting.length >= MOST_WAITING)
      throw new AuthorityBusy('too much of the past is asked for');
    const load = this.#inTurn(() => this.#load(clientId, at)).finally(() => this.#loads.delete(key));
    this.#loads.set(key, load);
    return load;
  }

  async #inTurn<T>(load: () => Promise<T>): Promise<T> {
    // A turn that ends is handed on: whoever waits does not count as going a second time.
    if (this.#going >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#going += 1;
    try {
      return await load();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#going -= 1;
      else next();
    }
  }
}
