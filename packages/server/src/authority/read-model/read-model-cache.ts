import type { MemoryState } from '../state/memory-state.ts';
import type { People } from '../state/people.ts';

/** About a gigabyte: a row of a role, a membership, a link or a resource takes some 200 bytes. */
const USUAL_BOUND = 5_000_000;

/** States by client, the least recently used going first when they hold more than so many rows together. */
export class ReadModelCache {
  readonly #bound: number;
  readonly #states = new Map<number, MemoryState>();
  readonly #weights = new Map<number, number>();
  #weight = 0;
  /** The one that was used last, if it is known. */
  #latest: number | undefined;

  constructor(bound: number = USUAL_BOUND) {
    this.#bound = bound;
  }

  /** The state of a client with these people, who may have changed since it was put here. */
  get(clientId: number, people: People): MemoryState | undefined {
    const state = this.#states.get(clientId);
    if (state === undefined) return undefined;
    const current = state.parts.people === people ? state : state.withPeople(people, state.epoch);
    if (current === state && clientId === this.#latest) return state;
    this.#latest = clientId;
    // A map keeps the order in which its keys came: the last is the one that was used last.
    this.#states.delete(clientId);
    this.#states.set(clientId, current);
    return current;
  }

  /** The state of a client with the people it was put here with, which does not count as using it. */
  peek(clientId: number): MemoryState | undefined {
    return this.#states.get(clientId);
  }

  /** The epochs of all that is held. */
  epochs(): [clientId: number, epoch: number][] {
    return [...this.#states].map(([clientId, { epoch }]) => [clientId, epoch]);
  }

  set(state: MemoryState): void {
    const { clientId } = state;
    this.#latest = clientId;
    const known = this.#weights.get(clientId);
    this.#states.delete(clientId);
    this.#states.set(clientId, state);
    if (known === undefined) this.#weigh(clientId, weightOf(state));
    for (const [oldest] of this.#states) {
      if (this.#weight <= this.#bound || oldest === clientId) break;
      this.delete(oldest);
    }
  }

  delete(clientId: number): void {
    this.#states.delete(clientId);
    this.#weight -= this.#weights.get(clientId) ?? 0;
    this.#weights.delete(clientId);
  }

  clear(): void {
    this.#states.clear();
    this.#weights.clear();
    this.#weight = 0;
  }

  #weigh(clientId: number, weight: number): void {
    this.#weights.set(clientId, weight);
    this.#weight += weight;
  }
}

// Taken once, when a client is built: one change adds little to it, and weighing costs as much as the client is large.
function weightOf(state: MemoryState): number {
  const { nodes, resources, memberships } = state.parts;
  return 1 + nodes.size + resources.size + memberships.size;
}
