import type { AbsentRow, Bound, GaugeRow } from '../framework/benchmark.ts';
import type { SpeedFigures } from './judge.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** What a bound asks for and what was found. */
export interface BoundVerdict extends Bound {
  /** The size or duration; with `against`, how many times the other's it is. */
  readonly found: Spread;
  readonly met: boolean;
}

/** A row whose sizes or durations were taken. */
export interface GaugeFigures {
  readonly kind: 'gauge';
  readonly name: string;
  readonly unit: string;
  readonly gauges: readonly { readonly name: string; readonly value: Spread }[];
  readonly verdicts: readonly BoundVerdict[];
}

/** A row of what was measured, of either kind, or why it was not. */
export type RowFigures = SpeedFigures | GaugeFigures | AbsentRow;

/** Compares what gauges showed, by name and round, with what was expected. */
export function judgeGauges(
  { name, unit, bounds }: Pick<GaugeRow, 'name' | 'unit' | 'bounds'>,
  rounds: ReadonlyMap<string, readonly number[]>,
): GaugeFigures {
  return {
    kind: 'gauge',
    name,
    unit,
    gauges: [...rounds].map(([gauge, values]) => ({ name: gauge, value: spreadOf(values) })),
    verdicts: bounds.map((bound) => {
      const found = spreadOf(foundFor(bound, rounds));
      return { ...bound, found, met: found.median <= bound.atMost };
    }),
  };
}

function foundFor({ subject, against }: Bound, rounds: ReadonlyMap<string, readonly number[]>): number[] {
  const own = rounds.get(subject) ?? [];
  const others = against === undefined ? undefined : (rounds.get(against) ?? []);
  return own.map((value, round) => (others === undefined ? value : value / (others[round] ?? Number.NaN)));
}
