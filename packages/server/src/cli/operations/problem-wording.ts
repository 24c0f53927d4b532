import type { z } from 'zod';

/** How inputs are read: what is wrong with one is told in an operator's words, and values are not repeated. */
export const IN_WORDS: z.core.ParseContext<z.core.$ZodIssue> = { error: wordingOf, reportInput: false };

const TYPES: Readonly<Record<string, string>> = {
  array: 'must be a list',
  boolean: 'must be true or false',
  int: 'must be a whole number',
  number: 'must be a number',
  object: 'must have members',
  record: 'must have members',
};

// Asked only where a schema has no words of its own.
function wordingOf(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return typeWording(issue.expected, issue.input);
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
    case 'too_big':
      return `must be at most ${sizeOf(issue.maximum, issue.origin)}`;
    case 'too_small':
      return `must be at least ${sizeOf(issue.minimum, issue.origin)}`;
    case 'unrecognized_keys':
      return `no such member: ${issue.keys.join(', ')}`;
    default:
      return undefined;
  }
}

function typeWording(expected: string, input: unknown): string {
  if (input === undefined) return 'is missing';
  if (expected === 'string') return typeof input === 'number' ? 'must be a text (put a number in quotes)' : 'must be a text';
  return TYPES[expected] ?? `must be of type ${expected}`;
}

function sizeOf(limit: number | bigint, origin: string): string {
  const units: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };
  return `${limit}${units[origin] ?? ''}`;
}
