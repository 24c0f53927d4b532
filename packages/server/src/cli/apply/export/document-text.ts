import type { ApplyDocument } from '../document/document-shape.ts';

/** The document as YAML that a person can read: one line for what is small. `comments` stand above it. */
export function documentText(document: ApplyDocument, comments: readonly string[]): string {
  const heading = comments.map((line) => `# ${line.replace(/\p{Cc}/gu, ' ')}\n`);
  return [...heading, ...members(Object.entries(document), '')].join('');
}

type Entries = readonly (readonly [string, unknown])[];

function* members(entries: Entries, indent: string): Generator<string> {
  for (const [name, value] of entries) {
    if (value === undefined) continue;
    if (isSmall(value)) yield `${indent}${name}: ${flow(value)}\n`;
    else {
      yield `${indent}${name}:\n`;
      yield* Array.isArray(value) ? items(value, `${indent}  `) : members(Object.entries(value as object), `${indent}  `);
    }
  }
}

function* items(list: readonly unknown[], indent: string): Generator<string> {
  for (const item of list) {
    if (isSmall(item)) yield `${indent}- ${flow(item)}\n`;
    else {
      let first = true;
      for (const line of members(Object.entries(item as object), `${indent}  `)) {
        yield first ? `${indent}- ${line.slice(indent.length + 2)}` : line;
        first = false;
      }
    }
  }
}

const WIDEST = 100;

/** Scalars, short lists of scalars, and objects of nothing but scalars that fit on a line. */
function isSmall(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const inside: unknown[] = Object.values(value);
  return inside.every((one) => typeof one !== 'object' || one === null) && flow(value).length <= WIDEST;
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, one]) => one !== undefined);
    return `{${entries.map(([name, one]) => `${name}: ${flow(one)}`).join(', ')}}`;
  }
  return typeof value === 'string' ? scalar(value) : JSON.stringify(value);
}

const PLAIN = /^[\p{L}_](?:[\p{L}\p{N}_.@/-]|[ :](?=[\p{L}\p{N}_/]))*$/u;
const NOT_TEXT = /^(?:true|false|null|yes|no|on|off|y|n|nan|inf)$/i;

// What YAML might take for something else stands in quotes, where JSON's escapes mean the same.
function scalar(text: string): string {
  if (text.length <= WIDEST && PLAIN.test(text) && !NOT_TEXT.test(text)) return text;
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
