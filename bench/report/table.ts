import type { Target } from '../framework/benchmark.ts';
import type { SpeedFigures, SubjectFigures, Verdict } from './judge.ts';
import type { BoundVerdict, GaugeFigures, RowFigures } from './judge-gauges.ts';
import { figure, rangeOf, whole } from './numbers.ts';

const LAST_HEADINGS = ['(least–greatest)', 'CPU µs', 'busy', 'load busy', 'p50 ms', 'p99 ms'];

/** What was measured, as text for a terminal. */
export function tableOf(rows: readonly RowFigures[]): string {
  return rows.map((row) => `\n${row.name}\n${contentOf(row)}`).join('\n');
}

function contentOf(row: RowFigures): string {
  if (row.kind === 'absent') return `  ${row.reason}`;
  if (row.kind === 'gauge') return [gaugesOf(row), ...row.verdicts.map((verdict) => boundLine(verdict, row.unit))].join('\n');
  return [subjectsOf(row), ...row.verdicts.map(verdictLine)].join('\n');
}

function subjectsOf({ subjects, unit = 'requests' }: SpeedFigures): string {
  const delayed = subjects.some(({ eventLoopMs }) => eventLoopMs !== undefined);
  const headings = ['', `${unit}/s`, ...LAST_HEADINGS, ...(delayed ? ['event loop p99 ms'] : [])];
  return aligned([headings, ...subjects.map((subject) => [...cellsOf(subject), ...(delayed ? [delayOf(subject)] : [])])]);
}

function gaugesOf({ gauges, unit }: GaugeFigures): string {
  const cells = gauges.map(({ name, value }) => [name, figure(value.median), rangeOf(value, figure)]);
  return aligned([['', unit, '(least–greatest)'], ...cells]);
}

function aligned(cells: readonly (readonly string[])[]): string {
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, column) => (column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0)))
      .join('  ');
  return cells.map((texts) => `  ${line(texts)}`).join('\n');
}

function cellsOf({ name, perSecond, cpuMicros, loadShare, p50, p99 }: SubjectFigures): string[] {
  const cpu = cpuMicros?.median;
  // Far from all of its core: then it is not the server that was measured.
  const busy = cpu === undefined ? '-' : `${whole((cpu * perSecond.median) / 10_000)} %`;
  const load = `${whole(loadShare.median * 100)} %`;
  const speeds = [figure(perSecond.median), rangeOf(perSecond, figure), cpu?.toFixed(1) ?? '-', busy, load];
  return [name, ...speeds, p50.median.toFixed(2), p99.median.toFixed(2)];
}

function delayOf({ eventLoopMs }: SubjectFigures): string {
  return eventLoopMs === undefined ? '-' : eventLoopMs.median.toFixed(2);
}

function verdictLine(verdict: Verdict): string {
  const { subject, against, ratio, met, by } = verdict;
  const found = `${ratio.median.toFixed(2)} (${rangeOf(ratio)}, by ${by})`;
  if (met === undefined) return `          ${subject} : ${against} = ${found} in cost`;
  return `  ${met ? 'met   ' : 'MISSED'}  ${subject} : ${against} = ${found}; target: ${askedOf(verdict)}`;
}

/** What a target asks for, in words. */
export function askedOf({ atLeast, atMostCost, atMostP99, cost }: Target): string {
  if (cost === true) return '';
  if (atMostP99 !== undefined) return `p99 at most ${atMostP99} times`;
  return atMostCost === undefined ? `at least ${atLeast} times` : `cost at most ${atMostCost} times`;
}

function boundLine({ subject, against, atMost, found, met }: BoundVerdict, unit: string): string {
  const what = against === undefined ? `${subject} = ` : `${subject} : ${against} = `;
  const value = against === undefined ? figure(found.median) : found.median.toFixed(2);
  return `  ${met ? 'met   ' : 'MISSED'}  ${what}${value}; target: at most ${atMost} ${against === undefined ? unit : 'times'}`;
}
