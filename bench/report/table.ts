import type { RowFigures, SubjectFigures, Verdict } from './judge.ts';
import type { Spread } from './statistics.ts';

const HEADINGS = ['', 'requests/s', '(least–greatest)', 'CPU µs', 'busy', 'p50 ms', 'p99 ms'];

/** What was measured, as text for a terminal. */
export function tableOf(rows: readonly RowFigures[]): string {
  return rows.map((row) => `\n${row.name}\n${subjectsOf(row.subjects)}\n${row.verdicts.map(lineOf).join('\n')}`).join('\n');
}

function subjectsOf(subjects: readonly SubjectFigures[]): string {
  const cells = [HEADINGS, ...subjects.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const aligned = (line: readonly string[]): string =>
    line.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ');
  return cells.map((line) => `  ${aligned(line)}`).join('\n');
}

function cellsOf({ name, perSecond, cpuMicros, p50, p99 }: SubjectFigures): string[] {
  const range = `${whole(perSecond.least)}–${whole(perSecond.greatest)}`;
  const cpu = cpuMicros?.median;
  // Far from all of its core: then it is not the server that was measured.
  const busy = cpu === undefined ? '-' : `${whole((cpu * perSecond.median) / 10_000)} %`;
  return [name, whole(perSecond.median), range, cpu?.toFixed(1) ?? '-', busy, p50.median.toFixed(2), p99.median.toFixed(2)];
}

function lineOf(verdict: Verdict): string {
  const { subject, against, atLeast, atMostCost, ratio, met, by } = verdict;
  const asked = atMostCost === undefined ? `at least ${atLeast}` : `cost at most ${atMostCost}`;
  const found = `${ratio.median.toFixed(2)} (${rangeOf(ratio)}, by ${by})`;
  return `  ${met ? 'met   ' : 'MISSED'}  ${subject} : ${against} = ${found}; target: ${asked}`;
}

function rangeOf({ least, greatest }: Spread): string {
  return `${least.toFixed(2)}–${greatest.toFixed(2)}`;
}

function whole(figure: number): string {
  return Math.round(figure).toLocaleString('en-GB');
}
