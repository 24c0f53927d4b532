import { stripVTControlCharacters, styleText } from 'node:util';

const MARGIN = '  ';
const INDENT = '      ';
/** Characters that take two columns: CJK, its punctuation, and full-width forms. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/gu;

/** Quiet text: what is there to be looked up. Like all of these it is plain unless standard output is a terminal that shows colours. */
export const dim = (text: string): string => styleText('dim', text);
/** What a part is about. */
export const strong = (text: string): string => styleText('bold', text);
/** What was allowed or gained. */
export const good = (text: string): string => styleText('green', text);
/** What was refused or lost. */
export const bad = (text: string): string => styleText('red', text);

/** Prints the title. */
export function title(text: string, below: string): void {
  print(`\n${MARGIN}${strong(text)}\n${indented(below, MARGIN)}\n`);
}

/** Prints the heading of a chapter, and what it is about. */
export function chapter(number: number, text: string, below: string): void {
  print(`\n${MARGIN}${strong(`${number}  ${text}`)}\n\n${indented(below)}\n`);
}

/** Prints text of one or more lines. */
export function say(text = ''): void {
  print(text === '' ? '\n' : `${indented(text)}\n`);
}

/** Shows on a terminal, and only there, what takes a moment; the next text, or an empty one, takes its place. */
export function progress(text: string): void {
  if (process.stdout.isTTY) print(`\r\u001b[2K${text === '' ? '' : `${INDENT}${dim(text)}`}`);
}

/** Rows as lines, their columns under each other with `gap` spaces between; a column that ends in a number is set to the right. */
export function aligned(rows: readonly (readonly string[])[], gap = 3): readonly string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const layout = Array.from({ length: columns }, (_, index) => ({
    width: Math.max(...rows.map((row) => widthOf(row[index] ?? ''))),
    right: /^\d+$/.test(rows.at(-1)?.[index] ?? ''),
  }));
  return rows.map((row) =>
    layout
      .map((column, index) => padded(row[index] ?? '', column))
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}

/** How many columns of a terminal a text takes. */
export function widthOf(text: string): number {
  const plain = stripVTControlCharacters(text);
  return [...plain].length + (plain.match(WIDE)?.length ?? 0);
}

function padded(cell: string, { width, right }: { readonly width: number; readonly right: boolean }): string {
  const space = ' '.repeat(width - widthOf(cell));
  return right ? `${space}${cell}` : `${cell}${space}`;
}

function indented(text: string, by = INDENT): string {
  return text.replaceAll(/^(?=.)/gm, by);
}

function print(text: string): void {
  process.stdout.write(text);
}
