import type { BenchmarkFigures } from './benchmark-figures.ts';
import type { Verdict } from './judge.ts';
import type { BoundVerdict, RowFigures } from './judge-gauges.ts';
import { figure, rangeOf } from './numbers.ts';
import { askedOf } from './table.ts';

/** One target of the table: what it asks for, what was found, and whether that is enough. */
export interface SummaryLine {
  readonly row: string;
  readonly compared: string;
  /** The median with the least and the greatest. */
  readonly found: string;
  readonly target: string;
  readonly outcome: 'met' | 'missed' | 'not measured' | '';
}

/** Every target of what was run, in its order. */
export function summaryLines(benchmarks: readonly BenchmarkFigures[]): SummaryLine[] {
  return benchmarks.flatMap(({ rows }) => rows.flatMap(linesOf));
}

/** The targets as text for a terminal. */
export function summaryOf(benchmarks: readonly BenchmarkFigures[]): string {
  const lines = summaryLines(benchmarks);
  const met = lines.filter(({ outcome }) => outcome === 'met').length;
  const judged = met + lines.filter(({ outcome }) => outcome === 'missed').length;
  const texts = lines.map(({ row, compared, found, target, outcome }) => {
    const asked = target === '' ? '' : `; target: ${target}`;
    return `  ${outcome === 'missed' ? 'MISSED' : outcome.padEnd(6)}  ${row}: ${compared}${found}${asked}`;
  });
  return [`${met} of ${judged} targets met`, ...texts].join('\n');
}

function linesOf(row: RowFigures): SummaryLine[] {
  if (row.kind === 'absent') return [{ row: row.name, compared: '', found: row.reason, target: '', outcome: 'not measured' }];
  if (row.kind === 'gauge') return row.verdicts.map((verdict) => boundLine(row.name, row.unit, verdict));
  return row.verdicts.map((verdict) => targetLine(row.name, verdict));
}

function targetLine(row: string, verdict: Verdict): SummaryLine {
  const { subject, against, ratio, by, met, cost } = verdict;
  const found = `${ratio.median.toFixed(2)} × ${cost === true ? 'the cost ' : ''}(${rangeOf(ratio)}, by ${by})`;
  const line = { row, compared: `${subject} : ${against} = `, found, target: askedOf(verdict) };
  if (met === undefined) return { ...line, outcome: '' };
  return { ...line, outcome: met ? 'met' : 'missed' };
}

function boundLine(row: string, unit: string, { subject, against, atMost, found, met }: BoundVerdict): SummaryLine {
  const outcome = met ? 'met' : 'missed';
  if (against === undefined) {
    const text = `${figure(found.median)} ${unit} (${rangeOf(found, figure)})`;
    return { row, compared: `${subject} = `, found: text, target: `at most ${atMost} ${unit}`, outcome };
  }
  const text = `${found.median.toFixed(2)} × (${rangeOf(found)})`;
  return { row, compared: `${subject} : ${against} = `, found: text, target: `at most ${atMost} times`, outcome };
}
