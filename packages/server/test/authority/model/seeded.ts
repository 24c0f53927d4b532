/** Random choices that a seed repeats exactly (mulberry32). */
export interface Dice {
  /** From 0 up to, not including, `below`. */
  number(below: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** Some of these, in order, each at most once. */
  some<T>(from: readonly T[], most: number): T[];
  weighted<T>(from: readonly (readonly [weight: number, value: T])[]): T;
}

export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const number = (below: number): number => Math.floor(next() * below);
  const pick = <T>(from: readonly T[]): T => {
    if (from.length === 0) throw new Error('nothing to pick from');
    return from[number(from.length)]!;
  };
  return {
    number,
    pick,
    chance: (probability) => next() < probability,
    some: (from, most) => {
      const count = number(Math.min(most, from.length) + 1);
      const left = [...from];
      return Array.from({ length: count }, () => left.splice(number(left.length), 1)[0]!);
    },
    weighted: (from) => {
      let rest = next() * from.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, value] of from) {
        rest -= weight;
        if (rest < 0) return value;
      }
      return from[0]![1];
    },
  };
}
