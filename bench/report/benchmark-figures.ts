import type { RowFigures } from './judge-gauges.ts';

/** What one benchmark found. */
export interface BenchmarkFigures {
  readonly name: string;
  readonly summary: string;
  readonly rows: readonly RowFigures[];
}
