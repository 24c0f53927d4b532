import type { RowFigures } from '../report/judge-gauges.ts';
import { figure, rangeOf, whole } from '../report/numbers.ts';
import type { Results } from '../report/results.ts';
import { type SummaryLine, summaryLines } from '../report/summary.ts';

/** What a run found as a part of a page: the machine, the targets, and each row's figures. */
export function markdownOf(results: Results): string {
  const details = results.benchmarks.flatMap(({ rows }) => rows.map(detailsOf));
  return [machineText(results), targetsTable(summaryLines(results.benchmarks)), '## Every figure\n', ...details].join('\n');
}

function machineText({ at, machine, pinned, pace }: Results): string {
  const { cores, cpu, memoryGb, system, node, loadBefore, fsyncMs } = machine;
  const [load = 0] = loadBefore;
  const shared = load > 0.5 ? ' **Others used the machine at the same time**: only ratios of CPU time are to be relied on.' : '';
  const short = pace.quick ? ' **A quick run**: less warm-up, and a tenth of the large sizes.' : '';
  const tied = pinned ? 'the server on one core, the load on the other' : 'nothing tied to a core';
  return `Recorded ${at.slice(0, 10)} on ${cores} cores of ${cpu}, ${memoryGb} GB, ${system}, Node ${node.slice(1)}; ${tied}; \
${pace.rounds} rounds of ${pace.roundMs / 1000} s; a durable write of 4 KiB takes ${fsyncMs.toFixed(2)} ms. \
Load averages before: ${loadBefore.join(', ')}.${short}${shared}\n`;
}

function targetsTable(lines: readonly SummaryLine[]): string {
  const rows = lines.map(({ row, compared, found, target, outcome }) => {
    const text = outcome === 'missed' ? '**missed**' : outcome;
    return `| ${row} | ${compared.replace(/ = $/, '')} | ${found} | ${target} | ${text} |`;
  });
  return ['| work | compared | found | target | |', '| --- | --- | --- | --- | --- |', ...rows, ''].join('\n');
}

function detailsOf(row: RowFigures): string {
  if (row.kind === 'absent') return `**${row.name}**: ${row.reason}.\n`;
  if (row.kind === 'gauge') {
    const lines = row.gauges.map(({ name, value }) => `| ${name} | ${figure(value.median)} | ${rangeOf(value, figure)} |`);
    return [`**${row.name}**\n`, `| | ${row.unit} | from–to |`, '| --- | --- | --- |', ...lines, ''].join('\n');
  }
  const unit = row.unit ?? 'requests';
  const lines = row.subjects.map(({ name, perSecond, cpuMicros, loadShare, p50, p99, eventLoopMs }) => {
    const speeds = [figure(perSecond.median), rangeOf(perSecond, figure), cpuMicros?.median.toFixed(1) ?? '-'];
    const late = eventLoopMs === undefined ? '' : eventLoopMs.median.toFixed(1);
    const times = [p50.median.toFixed(2), p99.median.toFixed(2), `${whole(loadShare.median * 100)} %`, late];
    return `| ${[name, ...speeds, ...times].join(' | ')} |`;
  });
  const headings = ['', `${unit}/s`, 'from–to', 'CPU µs', 'p50 ms', 'p99 ms', 'load generator busy', 'event loop p99 ms'];
  return [`**${row.name}**\n`, `| ${headings.join(' | ')} |`, `|${' --- |'.repeat(headings.length)}`, ...lines, ''].join('\n');
}
