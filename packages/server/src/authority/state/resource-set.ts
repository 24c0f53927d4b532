import type { ResourceSlots } from './resource-slots.ts';

/** The resources of one role as bits: an eighth of a byte a resource of the client, whatever the role holds. Never changes. */
export class ResourceSet implements ReadonlySet<number> {
  readonly #slots: ResourceSlots;
  readonly #words: Uint32Array;
  readonly size: number;

  private constructor(slots: ResourceSlots, words: Uint32Array, size: number) {
    this.#slots = slots;
    this.#words = words;
    this.size = size;
  }

  static empty(slots: ResourceSlots): ResourceSet {
    return new ResourceSet(slots, new Uint32Array(0), 0);
  }

  /** Whatever any of these holds, as a set that costs no more than bits where they are bits of one client. */
  static union(sets: Iterable<ReadonlySet<number>>): ReadonlySet<number> {
    const all = [...sets];
    const [first] = all;
    if (all.length === 1 && first !== undefined) return first;
    const bits = all.filter((set) => set instanceof ResourceSet);
    const [one] = bits;
    if (one === undefined || bits.length < all.length || bits.some((set) => set.#slots !== one.#slots)) {
      const ids = new Set<number>();
      for (const set of all) for (const id of set) ids.add(id);
      return ids;
    }
    const words = new Uint32Array(bits.reduce((most, set) => Math.max(most, set.#words.length), 0));
    for (const set of bits)
      set.#words.forEach((word, index) => {
        words[index] = (words[index] ?? 0) | word;
      });
    return new ResourceSet(one.#slots, words, sizeOf(words));
  }

  /** These ids as a set of the same kind as another, so that the two are compared by bits. */
  static like(other: ReadonlySet<number>, ids: Iterable<number>): ReadonlySet<number> {
    if (!(other instanceof ResourceSet)) return new Set(ids);
    return ResourceSet.empty(other.#slots).with([...ids].map((id) => [id, true]));
  }

  /** How many of the one set are in the other as well. */
  static countCommon(one: ReadonlySet<number>, other: ReadonlySet<number>): number {
    let count = 0;
    if (one instanceof ResourceSet && other instanceof ResourceSet && one.#slots === other.#slots) {
      const shared = Math.min(one.#words.length, other.#words.length);
      for (let index = 0; index < shared; index++) count += bitsIn((one.#words[index] ?? 0) & (other.#words[index] ?? 0));
      return count;
    }
    const [small, large] = one.size < other.size ? [one, other] : [other, one];
    for (const id of small) if (large.has(id)) count += 1;
    return count;
  }

  /** Whether anything is in both sets. */
  static intersect(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
    if (one instanceof ResourceSet && other instanceof ResourceSet && one.#slots === other.#slots) {
      const shared = Math.min(one.#words.length, other.#words.length);
      for (let index = 0; index < shared; index++) {
        if (((one.#words[index] ?? 0) & (other.#words[index] ?? 0)) !== 0) return true;
      }
      return false;
    }
    // Going through bits costs as much as there are resources; asking for one does not.
    const [walked, asked] = one instanceof ResourceSet ? [other, one] : [one, other];
    for (const id of walked) if (asked.has(id)) return true;
    return false;
  }

  /** Ids of what the one set has and the other lacks. */
  static *difference(one: ReadonlySet<number>, other: ReadonlySet<number>): Generator<number> {
    if (!(one instanceof ResourceSet && other instanceof ResourceSet && one.#slots === other.#slots)) {
      for (const id of one) if (!other.has(id)) yield id;
      return;
    }
    const words = one.#words.map((word, index) => word & ~(other.#words[index] ?? 0));
    yield* new ResourceSet(one.#slots, words, 0);
  }

  has(resourceId: number): boolean {
    const slot = this.#slots.slotOf(resourceId);
    return slot !== undefined && isSet(this.#words, slot);
  }

  /** Another set, with these resources put in (`true`) or taken out. */
  with(changes: Iterable<readonly [resourceId: number, held: boolean]>): ResourceSet {
    const bits = [...changes].map(([id, held]): [number, boolean] => [this.#slots.claim(id), held]);
    const highest = bits.reduce((high, [slot, held]) => (held ? Math.max(high, slot) : high), -1);
    const words = new Uint32Array(Math.max(this.#words.length, (highest + 32) >>> 5));
    words.set(this.#words);
    let size = this.size;
    for (const [slot, held] of bits) {
      if (isSet(words, slot) === held) continue;
      words[slot >>> 5] = (words[slot >>> 5] ?? 0) ^ (1 << (slot & 31));
      size += held ? 1 : -1;
    }
    return new ResourceSet(this.#slots, words, size);
  }

  *[Symbol.iterator](): SetIterator<number> {
    for (const [index, word] of this.#words.entries()) {
      for (let rest = word; rest !== 0; rest &= rest - 1) {
        // The lowest bit that is set: what is left when it is taken alone has as many zeros above it as tell its place.
        const id = this.#slots.idAt(index * 32 + 31 - Math.clz32(rest & -rest));
        if (id !== undefined) yield id;
      }
    }
    return undefined;
  }

  keys(): SetIterator<number> {
    return this[Symbol.iterator]();
  }

  values(): SetIterator<number> {
    return this[Symbol.iterator]();
  }

  *entries(): SetIterator<[number, number]> {
    for (const id of this) yield [id, id];
    return undefined;
  }

  forEach(visit: (value: number, key: number, set: ReadonlySet<number>) => void): void {
    for (const id of this) visit(id, id, this);
  }

  get [Symbol.toStringTag](): string {
    return 'ResourceSet';
  }
}

function isSet(words: Uint32Array, slot: number): boolean {
  return (((words[slot >>> 5] ?? 0) >>> (slot & 31)) & 1) === 1;
}

function sizeOf(words: Uint32Array): number {
  return words.reduce((count, word) => count + bitsIn(word), 0);
}

/** How many bits of a word are set: pairs, then fours, then bytes are summed side by side. */
function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
