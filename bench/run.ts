// `npm run bench [-- NAME…] [--quick] [--record]`: measures and prints; nothing here can fail a build.
import { parseArgs } from 'node:util';
import { BENCHMARKS } from './benchmarks.ts';
import type { Benchmark, Pace } from './framework/benchmark.ts';
import { measureRow } from './framework/measure.ts';
import { measureGauges } from './framework/measure-gauges.ts';
import { PINNED } from './framework/processes.ts';
import { fsyncTime } from './limits/fsync-time.ts';
import { recordResults } from './record/record-results.ts';
import type { BenchmarkFigures } from './report/benchmark-figures.ts';
import { judgeRow } from './report/judge.ts';
import { judgeGauges, type RowFigures } from './report/judge-gauges.ts';
import { describeMachine } from './report/machine.ts';
import { resultsOf, writeResults } from './report/results.ts';
import { summaryOf } from './report/summary.ts';
import { tableOf } from './report/table.ts';

const FULL: Pace = { rounds: 7, roundMs: 2_000, warmUpMs: 3_000, warmLimitMs: 20_000, quick: false };
const QUICK: Pace = { rounds: 5, roundMs: 500, warmUpMs: 1_000, warmLimitMs: 4_000, quick: true };

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, record: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  const known = BENCHMARKS.map(({ name, summary }) => `  ${name}: ${summary}`).join('\n');
  process.stderr.write(`no benchmark ${unknown.join(', ')}; there are:\n${known}\n`);
  process.exit(2);
}
// What was started and copied goes when the process exits, which it does not by itself when it is told to.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
if (!PINNED) process.stderr.write('No second core or no taskset: server and load share what there is.\n');
const machine = describeMachine(fsyncTime());
process.stdout.write(`load averages before: ${machine.loadBefore.join(', ')}; fsync: ${machine.fsyncMs.toFixed(2)} ms\n`);
const pace = values.quick ? QUICK : FULL;
const found: BenchmarkFigures[] = [];
let failures = 0;
for (const benchmark of BENCHMARKS) {
  if (positionals.length === 0 || positionals.includes(benchmark.name)) found.push(await runBenchmark(benchmark));
}
process.stdout.write(`\n${summaryOf(found)}\n`);
if (failures > 0) process.stdout.write(`\n${failures} rows failed: nothing is recorded\n`);
else if (values.record) process.stdout.write(`\nrecorded in ${recordResults(resultsOf(machine, pace, found))}\n`);
process.exit(failures === 0 ? 0 : 1);

async function runBenchmark(benchmark: Benchmark): Promise<BenchmarkFigures> {
  const rows: RowFigures[] = [];
  process.stdout.write(`\n${benchmark.name}: ${benchmark.summary}\n`);
  for await (const row of benchmark.rows(pace)) {
    const figures = await figuresOf(row).catch((error: unknown) => failed(row.name, error));
    progress('');
    process.stdout.write(`${tableOf([figures])}\n`);
    rows.push(figures);
  }
  const figures = { name: benchmark.name, summary: benchmark.summary, rows };
  process.stdout.write(`\nwritten to ${writeResults(resultsOf(machine, pace, [figures]))}\n`);
  return figures;
}

async function figuresOf(row: RowOfBenchmark): Promise<RowFigures> {
  if (row.kind === 'absent') return row;
  if (row.kind === 'gauge') return judgeGauges(row, await measureGauges(row, pace, progress));
  return judgeRow(row, await measureRow(row, pace, progress));
}

/** One row that fails does not take the others with it. */
function failed(name: string, error: unknown): RowFigures {
  failures++;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`\n${name} failed: ${text}\n`);
  return { kind: 'absent', name, reason: `failed: ${text.split('\n', 1)[0]}` };
}

type RowOfBenchmark = ReturnType<Benchmark['rows']> extends AsyncIterable<infer AnyRow> ? AnyRow : never;

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
