import type { PersistentMap } from './persistent-map.ts';

type Key = string | number;

/**
 * Edits of the lists of a persistent map, each item known in its list by a mark of its own. They gather until the end: a list is
 * copied once, however many of its items change, and stays the same object where none does.
 */
export class DraftLists<K extends Key, M extends Key, V> {
  readonly #base: PersistentMap<K, readonly V[]>;
  readonly #markOf: (item: V) => M;
  readonly #changes = new Map<K, Map<M, V | undefined>>();

  constructor(base: PersistentMap<K, readonly V[]>, markOf: (item: V) => M) {
    this.#base = base;
    this.#markOf = markOf;
  }

  /** Puts an item into a list, in the place of the one with that mark; `undefined` takes it out. */
  set(key: K, mark: M, item: V | undefined): void {
    const changes = this.#changes.get(key);
    if (changes === undefined) this.#changes.set(key, new Map([[mark, item]]));
    else changes.set(mark, item);
  }

  finish(): PersistentMap<K, readonly V[]> {
    const finished = new Map<K, readonly V[] | undefined>();
    for (const [key, changes] of this.#changes) {
      const before = this.#base.get(key) ?? [];
      const kept = before.filter((item) => !changes.has(this.#markOf(item)));
      const added = [...changes.values()].filter((item) => item !== undefined);
      if (kept.length === before.length && added.length === 0) continue;
      const after = kept.concat(added);
      finished.set(key, after.length > 0 ? after : undefined);
    }
    return this.#base.with(finished);
  }
}
