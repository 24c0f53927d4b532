import { finish, inSteps, type Work } from './steps.ts';

/** How many entries a shard has on average: enough that few shards are needed, few enough to copy one in microseconds. */
const SHARD_SIZE = 64;
/** Of how many times that the shards are split anew. */
const CROWDED = 4;

type Key = string | number;
type Shards<K, V> = readonly ReadonlyMap<K, V>[];

/**
 * A map that never changes: an edit answers another one that shares what was left as it was, so that holding an old one costs
 * little and reading it is always safe. Entries lie in shards by a hash of the key; an edit copies the shards it touches.
 */
export class PersistentMap<K extends Key, V> {
  readonly #shards: Shards<K, V>;
  readonly size: number;

  private constructor(shards: Shards<K, V>, size: number) {
    this.#shards = shards;
    this.size = size;
  }

  /** A map of these entries. */
  static from<K extends Key, V>(entries: ReadonlyMap<K, V>): PersistentMap<K, V> {
    return finish(PersistentMap.build(entries));
  }

  /** A map of these entries, made step by step. */
  static *build<K extends Key, V>(entries: ReadonlyMap<K, V>): Work<PersistentMap<K, V>> {
    const building = new MapInTheMaking<K, V>(entries.size);
    yield* inSteps(entries, ([key, value]) => building.set(key, value));
    return PersistentMap.of(building);
  }

  /** What was made entry by entry; to be edited no more. */
  static of<K extends Key, V>(made: MapInTheMaking<K, V>): PersistentMap<K, V> {
    return new PersistentMap(made.shards(), made.size);
  }

  get(key: K): V | undefined {
    return this.#shards[shardOf(key, this.#shards.length)]?.get(key);
  }

  has(key: K): boolean {
    return this.#shards[shardOf(key, this.#shards.length)]?.has(key) ?? false;
  }

  *entries(): Generator<[K, V]> {
    for (const shard of this.#shards) yield* shard;
  }

  *keys(): Generator<K> {
    for (const shard of this.#shards) yield* shard.keys();
  }

  *values(): Generator<V> {
    for (const shard of this.#shards) yield* shard.values();
  }

  /** Another map, with these keys set, or removed where the value is `undefined`. */
  with(changes: ReadonlyMap<K, V | undefined>): PersistentMap<K, V> {
    if (changes.size === 0) return this;
    const shards = [...this.#shards];
    const copied = new Map<number, Map<K, V>>();
    let size = this.size;
    for (const [key, value] of changes) {
      const index = shardOf(key, shards.length);
      const shard = copied.get(index) ?? new Map(shards[index]);
      copied.set(index, shard);
      shards[index] = shard;
      size -= shard.size;
      if (value === undefined) shard.delete(key);
      else shard.set(key, value);
      size += shard.size;
    }
    const crowded = size > SHARD_SIZE * CROWDED * shards.length;
    return new PersistentMap(crowded ? split(shards, size) : shards, size);
  }

  /** Keys whose values are not the same object in both. Cheap between maps of which one came from the other by few edits. */
  *differences(other: PersistentMap<K, V>): Generator<K> {
    for (const shard of this.#unshared(other)) for (const [key, value] of shard) if (other.get(key) !== value) yield key;
    for (const shard of other.#unshared(this)) for (const key of shard.keys()) if (!this.has(key)) yield key;
  }

  #unshared(other: PersistentMap<K, V>): Shards<K, V> {
    if (this.#shards.length !== other.#shards.length) return this.#shards;
    return this.#shards.filter((shard, index) => shard !== other.#shards[index]);
  }
}

/**
 * A map that is filled entry by entry, in shards from the start: one map of a million entries would stand still for a tenth of
 * a second each time it grows. `expected` is about how many entries there will be.
 */
export class MapInTheMaking<K extends Key, V> {
  readonly #shards: (Map<K, V> | undefined)[];
  #size = 0;

  constructor(expected: number) {
    this.#shards = new Array<Map<K, V> | undefined>(shardsFor(expected)).fill(undefined);
  }

  get size(): number {
    return this.#size;
  }

  get(key: K): V | undefined {
    return this.#shards[shardOf(key, this.#shards.length)]?.get(key);
  }

  set(key: K, value: V): void {
    const index = shardOf(key, this.#shards.length);
    const shard = this.#shards[index] ?? new Map<K, V>();
    this.#shards[index] = shard;
    this.#size -= shard.size;
    shard.set(key, value);
    this.#size += shard.size;
  }

  shards(): Shards<K, V> {
    const empty: ReadonlyMap<K, V> = new Map();
    return this.#shards.map((shard) => shard ?? empty);
  }
}

function split<K extends Key, V>(from: Shards<K, V>, size: number): Shards<K, V> {
  const split = new MapInTheMaking<K, V>(size);
  for (const map of from) for (const [key, value] of map) split.set(key, value);
  return split.shards();
}

function shardsFor(size: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(size / SHARD_SIZE)));
}

/** `count` is a power of two. */
function shardOf(key: Key, count: number): number {
  if (count === 1) return 0;
  return (typeof key === 'number' ? key : hash(key)) & (count - 1);
}

/** FNV-1a: only spreads keys over shards; inside a shard the engine hashes again, with a secret. */
function hash(key: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) value = Math.imul(value ^ key.charCodeAt(index), 0x01000193);
  return value ^ (value >>> 15);
}
