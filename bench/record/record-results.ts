import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { barChart } from '../report/chart.ts';
import { chartGroups } from '../report/chart-groups.ts';
import type { Results } from '../report/results.ts';
import { markdownOf } from './markdown.ts';

const PAGE = new URL('../../docs/performance.md', import.meta.url);
const RECORD = new URL('../../docs/performance/', import.meta.url);
const MARKERS = /(<!-- begin: written by `npm run bench -- --record` -->\n)[\s\S]*(<!-- end -->)/;

/** Writes what a run found to `docs/performance/`, and its tables into the page between the markers; answers where. */
export function recordResults(results: Results): string {
  mkdirSync(RECORD, { recursive: true });
  writeFileSync(new URL('results.json', RECORD), `${JSON.stringify(results, roundedFigures, 2)}\n`);
  writeFileSync(new URL('performance.svg', RECORD), barChart('Hufu beside its peers', chartGroups(results.benchmarks)));
  const page = readFileSync(PAGE, 'utf8');
  if (!MARKERS.test(page)) throw new Error('docs/performance.md has no place for the figures');
  writeFileSync(
    PAGE,
    page.replace(MARKERS, (_, begin: string, end: string) => `${begin}\n${markdownOf(results)}\n${end}`),
  );
  return fileURLToPath(RECORD);
}

/** What nobody reads of a number would only make each record differ. */
function roundedFigures(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}
