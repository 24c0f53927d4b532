import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Pace } from '../framework/benchmark.ts';
import { PINNED } from '../framework/processes.ts';
import { barChart } from './chart.ts';
import type { RowFigures } from './judge.ts';

const RESULTS = new URL('../results/', import.meta.url);

/** What one benchmark found, as it is kept. */
export interface Results {
  readonly benchmark: string;
  readonly at: string;
  readonly machine: { readonly cores: number; readonly cpu: string; readonly system: string; readonly node: string };
  readonly pinned: boolean;
  readonly pace: Pace;
  readonly rows: readonly RowFigures[];
}

/** Writes a benchmark's figures to `bench/results/<name>.json` and their chart beside it; answers where. */
export function writeResults(benchmark: string, pace: Pace, rows: readonly RowFigures[]): string {
  const machine = { cores: cpus().length, cpu: cpus()[0]?.model ?? '', system: `${platform()} ${arch()}`, node: process.version };
  const results: Results = { benchmark, at: new Date().toISOString(), machine, pinned: PINNED, pace, rows };
  mkdirSync(RESULTS, { recursive: true });
  const file = new URL(`${benchmark}.json`, RESULTS);
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(new URL(`${benchmark}.svg`, RESULTS), chartOf(results));
  return fileURLToPath(file);
}

/** The chart of some results: requests a second of each subject, by row. */
export function chartOf({ benchmark, rows }: Pick<Results, 'benchmark' | 'rows'>): string {
  const groups = rows.map(({ name, subjects }) => ({
    heading: `${name} (requests a second, one core)`,
    bars: subjects.map((subject) => ({
      label: subject.name,
      value: subject.perSecond.median,
      text: Math.round(subject.perSecond.median).toLocaleString('en-GB'),
      own: subject.name.startsWith('hufu'),
    })),
  }));
  return barChart(benchmark, groups);
}
