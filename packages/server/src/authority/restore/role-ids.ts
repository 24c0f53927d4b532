import type { AuthorityState } from '../authority-state.ts';

/** Roles by their ids of then and of now, both ways: what was deleted comes back under a new id. */
export class RoleIds {
  readonly #now = new Map<number, number>();
  readonly #then = new Map<number, number>();

  comesBack(then: number, now: number): void {
    this.#now.set(then, now);
    this.#then.set(now, then);
  }

  nowOf(then: number): number {
    return this.#now.get(then) ?? then;
  }

  thenOf(now: number): number {
    return this.#then.get(now) ?? now;
  }
}

/** Where a role stands when a tree is walked depth first: what is below it begins after it and ends no later. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** The places of a role and of all below it, found in one walk without recursion. */
export function placesBelow(state: AuthorityState, roleId: number): ReadonlyMap<number, Span> {
  const first = new Map<number, number>();
  const places = new Map<number, Span>();
  const open = [roleId];
  for (let id = open.at(-1); id !== undefined; id = open.at(-1)) {
    const begun = first.get(id);
    if (begun === undefined) {
      first.set(id, first.size);
      open.push(...state.childrenOf(id));
    } else {
      places.set(id, { first: begun, last: first.size - 1 });
      open.pop();
    }
  }
  return places;
}
