import type { PersistentMap } from './persistent-map.ts';

/** Edits of a persistent map, readable while they gather. */
export class DraftMap<K extends string | number, V> {
  readonly #base: PersistentMap<K, V>;
  readonly #changes = new Map<K, V | undefined>();

  constructor(base: PersistentMap<K, V>) {
    this.#base = base;
  }

  get(key: K): V | undefined {
    return this.#changes.has(key) ? this.#changes.get(key) : this.#base.get(key);
  }

  set(key: K, value: V | undefined): void {
    this.#changes.set(key, value);
  }

  finish(): PersistentMap<K, V> {
    return this.#base.with(this.#changes);
  }
}
