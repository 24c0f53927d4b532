import type { AuthorityState } from '../authority-state.ts';
import { ResourceSet } from '../state/resource-set.ts';

/** How many users a dry run names, and how many ids of each; the counts go on. */
export const NAMED: number = 100;

/** Ids, of which the first are named. */
export interface Listed {
  readonly count: number;
  readonly first: readonly number[];
}

/** What is in the later of two sets only, and in the earlier only. */
export interface Difference {
  readonly gained: Listed;
  readonly lost: Listed;
}

/** What roles give together: resources, or the roles below. */
export type Read = (state: AuthorityState, roleIds: Iterable<number>) => ReadonlySet<number>;

/** What users gain and lose between two states; each combination of roles is looked at once, however many users are in them. */
export class Differences {
  readonly #states: readonly [AuthorityState, AuthorityState];
  readonly #read: Read;
  readonly #known = new Map<string, Difference>();

  constructor(states: readonly [before: AuthorityState, after: AuthorityState], read: Read) {
    this.#states = states;
    this.#read = read;
  }

  /** Of one who is in the ones of the earlier state and in the others of the later. */
  between(had: Iterable<number>, has: Iterable<number>): Difference {
    const [old, changed] = [distinct(had), distinct(has)];
    const key = `${old.join()} ${changed.join()}`;
    const known = this.#known.get(key) ?? this.#compare(old, changed);
    this.#known.set(key, known);
    return known;
  }

  #compare(old: readonly number[], changed: readonly number[]): Difference {
    const [before, after] = this.#states;
    const [held, holds] = [this.#read(before, old), this.#read(after, changed)];
    return { gained: list(ResourceSet.difference(holds, held)), lost: list(ResourceSet.difference(held, holds)) };
  }
}

function distinct(ids: Iterable<number>): number[] {
  return [...new Set(ids)].sort((one, other) => one - other);
}

function list(ids: Iterable<number>): Listed {
  const sorted = [...ids].sort((one, other) => one - other);
  return { count: sorted.length, first: sorted.slice(0, NAMED) };
}
