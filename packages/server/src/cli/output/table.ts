/** Lines of aligned columns under a heading; wide characters count as two, and nothing in a cell can move the cursor. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [heading, ...rows.map((row) => row.map(printable))];
  const widths = heading.map((_, column) => Math.max(...lines.map((line) => displayWidth(line[column] ?? ''))));
  const padded = lines.map((line) => line.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - displayWidth(cell))));
  return padded.map((line) => `${line.join('  ').trimEnd()}\n`).join('');
}

/** Lines of names and values. */
export function pairs(entries: readonly (readonly [string, string])[]): string {
  const width = Math.max(0, ...entries.map(([name]) => displayWidth(name)));
  return entries.map(([name, value]) => `${name}${' '.repeat(width - displayWidth(name))}  ${printable(value)}\n`).join('');
}

/** The text with control and direction characters made visible. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
}

/** The same for a text of several lines. What is JSON or YAML stays what it is: such characters stand in its strings alone. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

const WIDE = new RegExp(
  [
    '[\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\ua4cf\\ua960-\\ua97c\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe30-\\ufe6f]',
    '[\\uff00-\\uff60\\uffe0-\\uffe6\\u{1f300}-\\u{1faff}\\u{20000}-\\u{3fffd}]',
  ].join('|'),
  'u',
);

function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue;
    width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}
