import type { BenchmarkFigures } from './benchmark-figures.ts';
import type { BarGroup } from './chart.ts';
import type { RowFigures } from './judge-gauges.ts';
import { figure } from './numbers.ts';

/** The bars of some results: what each subject came to, by row; a row that is absent has none. */
export function chartGroups(benchmarks: readonly BenchmarkFigures[]): BarGroup[] {
  return benchmarks.flatMap(({ rows }) => rows.flatMap(groupOf));
}

function groupOf(row: RowFigures): BarGroup[] {
  if (row.kind === 'absent') return [];
  const heading =
    row.kind === 'gauge' ? `${row.name} (${row.unit}, less is better)` : `${row.name} (${row.unit ?? 'requests'} a second)`;
  const bars = barsOf(row).map(({ name, value }) => ({ label: name, value, text: figure(value), own: name.startsWith('hufu') }));
  return [{ heading, bars }];
}

function barsOf(row: Exclude<RowFigures, { kind: 'absent' }>): { readonly name: string; readonly value: number }[] {
  if (row.kind === 'gauge') return row.gauges.map(({ name, value }) => ({ name, value: value.median }));
  return row.subjects.map(({ name, perSecond }) => ({ name, value: perSecond.median }));
}
