/**
 * Which bit stands for which resource, one numbering for all roles of a client. It only grows, so every version of a state
 * shares it: the bit of a resource that is gone is set nowhere.
 */
export class ResourceSlots {
  readonly #slots = new Map<number, number>();
  readonly #ids: number[] = [];

  slotOf(resourceId: number): number | undefined {
    return this.#slots.get(resourceId);
  }

  idAt(slot: number): number | undefined {
    return this.#ids[slot];
  }

  /** The resource's bit, a new one if it has none. */
  claim(resourceId: number): number {
    const known = this.#slots.get(resourceId);
    if (known !== undefined) return known;
    this.#slots.set(resourceId, this.#ids.length);
    return this.#ids.push(resourceId) - 1;
  }
}
