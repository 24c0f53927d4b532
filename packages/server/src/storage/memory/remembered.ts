/** When a look into the database began, as `Remembered` counts it. */
export type Since = number;

/**
 * Rows that were read, in memory, at most about `limit` of them. A row that is being changed is not remembered until the unit
 * of work that changes it has ended, whichever way it ends: what is answered is committed, and never older than the last
 * change that was acknowledged.
 */
export class Remembered<V> {
  readonly #half: number;
  readonly #isCurrent: (() => boolean) | undefined;
  readonly #changing: Map<string | number, number> = new Map();
  #allChanging = 0;
  #forgotten: Since = 0;
  // Two generations: what is not asked for while one fills up is dropped with it.
  #recent: Map<string | number, V> = new Map();
  #older: Map<string | number, V> = new Map();

  /** While `isCurrent` says no, nothing is known: what others changed may not have been heard. */
  constructor(limit: number, isCurrent?: () => boolean) {
    this.#half = Math.max(1, limit >> 1);
    this.#isCurrent = isCurrent;
  }

  /** The row of this key, if it is remembered. */
  get(key: string | number): V | undefined {
    if (this.#isCurrent?.() === false) return undefined;
    const found = this.#recent.get(key);
    if (found !== undefined) return found;
    const older = this.#older.get(key);
    if (older !== undefined) this.#store(key, older);
    return older;
  }

  /** To be asked before the database is, and given to `put` with what it answered. */
  since(): Since {
    return this.#forgotten;
  }

  /** Remembers a row, unless anything was forgotten since it was asked for: it may be from before that. */
  put(key: string | number, row: V, since: Since): void {
    if (since !== this.#forgotten || this.#allChanging > 0 || this.#changing.has(key)) return;
    this.#store(key, row);
  }

  /** A unit of work is about to change this row. */
  begin(key: string | number): void {
    this.beginNew(key);
    this.forget(key);
  }

  /** The unit of work has ended. */
  end(key: string | number): void {
    this.endNew(key);
    this.forget(key);
  }

  /** A unit of work is about to insert this row, which nobody else can have read before: nothing is forgotten. */
  beginNew(key: string | number): void {
    this.#changing.set(key, (this.#changing.get(key) ?? 0) + 1);
  }

  /** The unit of work has ended. */
  endNew(key: string | number): void {
    const left = (this.#changing.get(key) ?? 1) - 1;
    if (left === 0) this.#changing.delete(key);
    else this.#changing.set(key, left);
  }

  /** A unit of work is about to change rows that nobody can name. */
  beginAll(): void {
    this.#allChanging += 1;
    this.clear();
  }

  /** The unit of work has ended. */
  endAll(): void {
    this.#allChanging -= 1;
    this.clear();
  }

  /** Forgets one row, which was changed elsewhere. */
  forget(key: string | number): void {
    this.#forgotten += 1;
    this.#recent.delete(key);
    this.#older.delete(key);
  }

  /** Forgets all rows. */
  clear(): void {
    this.#forgotten += 1;
    this.#recent.clear();
    this.#older.clear();
  }

  #store(key: string | number, row: V): void {
    if (this.#recent.size >= this.#half) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(key, row);
  }
}
