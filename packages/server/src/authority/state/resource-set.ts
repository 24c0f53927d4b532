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
