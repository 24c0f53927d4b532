// `npm run bench [-- NAME…] [--quick]`: measures and prints; nothing here can fail a build.
import { parseArgs } from 'node:util';
import { BENCHMARKS } from './benchmarks.ts';
import type { Benchmark, Pace } from './framework/benchmark.ts';
import { measureRow } from './framework/measure.ts';
import { PINNED } from './framework/processes.ts';
import { judgeRow, type RowFigures } from './report/judge.ts';
import { writeResults } from './report/results.ts';
import { tableOf } from './report/table.ts';

const FULL: Pace = { rounds: 7, roundMs: 2_000, warmUpMs: 3_000, quick: false };
const QUICK: Pace = { rounds: 5, roundMs: 500, warmUpMs: 1_000, quick: true };

const { values, positionals } = parseArgs({ options: { quick: { type: 'boolean', default: false } }, allowPositionals: true });
const unknown = positionals.filter((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  const known = BENCHMARKS.map(({ name, summary }) => `  ${name}: ${summary}`).join('\n');
  process.stderr.write(`no benchmark ${unknown.join(', ')}; there are:\n${known}\n`);
  process.exit(2);
}
if (!PINNED) process.stderr.write('No second core or no taskset: server and load share what there is.\n');
const pace = values.quick ? QUICK : FULL;
for (const benchmark of BENCHMARKS) {
  if (positionals.length === 0 || positionals.includes(benchmark.name)) await runBenchmark(benchmark, pace);
}
process.exit(0);

async function runBenchmark(benchmark: Benchmark, pace: Pace): Promise<void> {
  const rows: RowFigures[] = [];
  process.stdout.write(`\n${benchmark.name}: ${benchmark.summary}\n`);
  for await (const row of benchmark.rows(pace)) {
    const figures = judgeRow(row, await measureRow(row, pace, progress));
    progress('');
    process.stdout.write(`${tableOf([figures])}\n`);
    rows.push(figures);
  }
  process.stdout.write(`\nwritten to ${writeResults(benchmark.name, pace, rows)}\n`);
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
