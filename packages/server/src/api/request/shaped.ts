import type { z } from 'zod';
import { invalid } from '../api-failure.ts';

/** Reads a value by a schema. Throws `ApiFailure` with the name of the first member that is wrong, never with its value. */
export function shaped<T>(schema: z.ZodType<T>, value: unknown, whole: string): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const [first, ...inner] = issue?.path ?? [];
  // A list of one was made of what is no list: whoever sent it knows of no index.
  const isIndexOfOurs = typeof first === 'number' && !Array.isArray(value);
  const path = first === undefined || isIndexOfOurs ? inner : [first, ...inner];
  if (path.length === 0 && value === undefined) return invalid(whole, 'is missing');
  const member = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return invalid(path.length === 0 ? whole : member.replace(/^\./, ''), reasonOf(issue));
}

// Zod's own sentences speak of "input" and "string"; for most issues they say what is needed and quote nothing.
function reasonOf(issue: z.core.$ZodIssue | undefined): string {
  switch (issue?.code) {
    case 'custom':
    case 'invalid_format':
      return issue.message;
    case 'invalid_type':
      return issue.input === undefined && /undefined/.test(issue.message) ? 'is missing' : `must be of type ${issue.expected}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map((one) => JSON.stringify(one)).join(', ')}`;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    case 'too_small':
      return `must be at least ${issue.minimum}`;
    case 'invalid_union':
      return unionReason(issue);
    default:
      return 'is not valid';
  }
}

function unionReason(issue: z.core.$ZodIssueInvalidUnion): string {
  const deepest = issue.errors.flat().sort((one, other) => other.path.length - one.path.length)[0];
  return deepest === undefined || deepest.path.length === 0
    ? 'is of the wrong type'
    : `${deepest.path.join('.')}: ${reasonOf(deepest)}`;
}
