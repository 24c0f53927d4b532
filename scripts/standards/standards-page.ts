import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { LEFT_OUT } from './left-out.ts';
import { compareSections, sectionReferences, testTitles } from './section-references.ts';

/** What is known of one section: the sources that name it, and the tests whose titles do. */
interface Section {
  readonly sources: Set<string>;
  readonly tests: Map<string, Set<string>>;
}

type Standards = Map<string, Map<string, Section>>;

const INTRODUCTION = `
# Standards: section, source, test

Each line is a section of a standard that a test names in its title; beside it the sources that say they implement it. What a
title says is what is tested. What is left out, and why, stands at the end.
`;

/** docs/standards.md, from the titles of the tests and the comments of the sources under `root`. */
export function standardsPage(root: string, generated: string): string {
  const standards: Standards = new Map();
  for (const path of typescriptFiles(root)) {
    const text = readFileSync(path, 'utf8');
    const file = relative(root, path);
    if (/\.test\.ts$/.test(path)) addTests(standards, file, text);
    else if (file.startsWith('packages/server/src/')) addSources(standards, file, text);
  }
  const names = [...standards.keys()].toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true }));
  const chapters = names.map((name) => chapter(name, standards.get(name) ?? new Map())).filter((text) => text !== '');
  return `${generated}\n${INTRODUCTION}${chapters.join('')}${leftOut()}`;
}

function typescriptFiles(root: string): string[] {
  return ['packages/server/src', 'packages/server/test', 'e2e', 'conformance', 'examples']
    .flatMap((folder) => entriesOf(join(root, folder)))
    .filter((path) => path.endsWith('.ts'))
    .toSorted();
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((entry) => join(folder, entry));
  } catch {
    return [];
  }
}

function addTests(standards: Standards, file: string, text: string): void {
  for (const title of testTitles(text)) {
    for (const { standard, section } of sectionReferences(title)) {
      const { tests } = sectionOf(standards, standard, section);
      tests.set(file, (tests.get(file) ?? new Set()).add(title));
    }
  }
}

function addSources(standards: Standards, file: string, text: string): void {
  for (const { standard, section } of sectionReferences(text)) sectionOf(standards, standard, section).sources.add(file);
}

function sectionOf(standards: Standards, standard: string, section: string): Section {
  const sections = standards.get(standard) ?? new Map<string, Section>();
  standards.set(standard, sections);
  const found = sections.get(section) ?? { sources: new Set(), tests: new Map() };
  sections.set(section, found);
  return found;
}

function chapter(name: string, sections: Map<string, Section>): string {
  const rows = [...sections]
    .filter(([, { tests }]) => tests.size > 0)
    .toSorted(([one], [other]) => compareSections(one, other))
    .map(([section, found]) => row(section, found));
  if (rows.length === 0) return '';
  return `\n## ${name}\n\n| § | source | test |\n| --- | --- | --- |\n${rows.join('')}`;
}

function row(section: string, { sources, tests }: Section): string {
  const tested = [...tests].flatMap(([file, titles]) => [...titles].map((title) => `${link(file)}: ${cell(title)}`));
  return `| ${section} | ${[...sources].map(link).join('<br>')} | ${tested.join('<br>')} |\n`;
}

function link(file: string): string {
  const name = file.split('/').at(-1) ?? file;
  return `[${name}](../${file})`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
}

function leftOut(): string {
  const rows = LEFT_OUT.map(([what, why]) => `| ${what} | ${why} |\n`);
  return `\n## Left out on purpose\n\n| what | why |\n| --- | --- |\n${rows.join('')}`;
}
