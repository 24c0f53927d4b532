// `npm run shape`: prints the numbers the sources are held to, and fails when one is broken. Unit tests (*.test.ts) are left out,
// but for the length of files.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { findCycles, findTwoWayFolders } from './shape/import-graph.ts';
import { measureSource, type SourceMeasure } from './shape/measure-source.ts';

interface Finding {
  readonly name: string;
  readonly value: number | string;
  /** What breaks a number we hold ourselves to; empty when it holds. */
  readonly broken: readonly string[];
}

const files = globSync('packages/*/src/**/*.ts').sort();
const measures = new Map(files.map((file) => [file, measureSource(readFileSync(file, 'utf8'))]));
const sources = new Map([...measures].filter(([file]) => !file.endsWith('.test.ts')));
const findings = [...describeFiles(), ...describeFunctions(), ...describeImports(), describeFolders()];

for (const { name, value, broken } of findings) {
  process.stdout.write(`${name.padEnd(36)} ${String(value).padStart(8)}${broken.length > 0 ? '  BROKEN' : ''}\n`);
  for (const line of broken) process.stdout.write(`    ${line}\n`);
}
process.exitCode = findings.some(({ broken }) => broken.length > 0) ? 1 : 0;

function describeFiles(): Finding[] {
  const lines = [...sources.values()].map((measure) => measure.lines);
  const [largest = '', measure] = [...sources].sort(([, a], [, b]) => b.lines - a.lines)[0] ?? [];
  const tooLong = [...measures]
    .filter(([, { lines: count }]) => count > 400)
    .map(([file, { lines: count }]) => `${file}: ${count}`);
  return [
    { name: 'files', value: sources.size, broken: [] },
    {
      name: 'median lines of a file (<= 80)',
      value: median(lines),
      broken: median(lines) > 80 ? ['the median is too high'] : [],
    },
    { name: `largest file (${largest.split('/').at(-1)})`, value: measure?.lines ?? 0, broken: [] },
    { name: 'files over 400 lines (0)', value: tooLong.length, broken: tooLong },
  ];
}

function describeFunctions(): Finding[] {
  const all = [...sources].flatMap(([file, { functionLines }]) => functionLines.map((lines) => ({ file, lines })));
  const long = all.filter(({ lines }) => lines > 50);
  const share = all.length === 0 ? 0 : (100 * long.length) / all.length;
  const withAny = [...sources].filter(([, { anyCount }]) => anyCount > 0).map(([file, { anyCount }]) => `${file}: ${anyCount}`);
  return [
    { name: 'functions', value: all.length, broken: [] },
    { name: 'median lines of a function', value: median(all.map(({ lines }) => lines)), broken: [] },
    {
      name: 'functions over 50 lines (<= 1 %)',
      value: `${share.toFixed(2)} %`,
      broken: share > 1 ? long.map(({ file, lines }) => `${file}: ${lines}`) : [],
    },
    { name: 'any (0)', value: sum([...sources.values()].map(({ anyCount }) => anyCount)), broken: withAny },
  ];
}

function describeImports(): Finding[] {
  const graph = new Map([...sources].map(([file, measure]) => [file, importsWithin(file, measure)]));
  const cycles = findCycles(graph).map((cycle) => cycle.join(', '));
  const twoWay = findTwoWayFolders(graph);
  return [
    { name: 'import cycles (0)', value: cycles.length, broken: cycles },
    { name: 'two-way folders (0)', value: twoWay.length, broken: twoWay },
  ];
}

function importsWithin(file: string, { imports }: SourceMeasure): string[] {
  return imports.filter((imported) => imported.startsWith('.')).map((imported) => join(dirname(file), imported));
}

function describeFolders(): Finding {
  const entries = new Map<string, Set<string>>();
  for (const file of sources.keys()) {
    for (let path = file; dirname(path) !== 'packages'; path = dirname(path)) {
      entries.set(dirname(path), (entries.get(dirname(path)) ?? new Set()).add(path));
    }
  }
  const full = [...entries].filter(([, inside]) => inside.size > 15).map(([folder, inside]) => `${folder}: ${inside.size}`);
  return { name: 'folders over 15 entries (0)', value: full.length, broken: full };
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
