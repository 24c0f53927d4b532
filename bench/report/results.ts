import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Pace } from '../framework/benchmark.ts';
import { PINNED } from '../framework/processes.ts';
import type { BenchmarkFigures } from './benchmark-figures.ts';
import { barChart } from './chart.ts';
import { chartGroups } from './chart-groups.ts';
import type { Machine } from './machine.ts';

const RESULTS = new URL('../results/', import.meta.url);

/** What a run found, as it is kept. */
export interface Results {
  readonly at: string;
  readonly machine: Machine;
  readonly pinned: boolean;
  readonly pace: Pace;
  readonly benchmarks: readonly BenchmarkFigures[];
}

/** What a run of some benchmarks found, with what it was found on. */
export function resultsOf(machine: Machine, pace: Pace, benchmarks: readonly BenchmarkFigures[]): Results {
  return { at: new Date().toISOString(), machine, pinned: PINNED, pace, benchmarks };
}

/** Writes one benchmark's figures to `bench/results/<name>.json` and their chart beside it; answers where. */
export function writeResults(results: Results): string {
  const name = results.benchmarks.map((benchmark) => benchmark.name).join('-');
  mkdirSync(RESULTS, { recursive: true });
  const file = new URL(`${name}.json`, RESULTS);
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(new URL(`${name}.svg`, RESULTS), barChart(name, chartGroups(results.benchmarks)));
  return fileURLToPath(file);
}
