import { invalid } from '../api-failure.ts';

const MAXIMUM_PARAMETERS = 10_000;

/** A query as a route's schema reads it: a string, or an array of strings where a parameter was sent several times. */
export type QueryObject = Readonly<Record<string, string | string[]>>;

/**
 * Parses a query strictly: what is not percent-encoded UTF-8 is refused, an empty value counts as absent. The object has
 * no prototype, so a parameter named like one of its members is a parameter like any other.
 */
export function queryObject(query: string): QueryObject {
  const found = Object.create(null) as Record<string, string | string[]>;
  if (query === '') return found;
  const fields = query.split('&', MAXIMUM_PARAMETERS + 1);
  if (fields.length > MAXIMUM_PARAMETERS) invalid('query', 'has too many parameters');
  for (const field of fields) {
    const equals = field.indexOf('=');
    const value = equals === -1 ? '' : decode(field.slice(equals + 1));
    if (value !== '') add(found, decode(equals === -1 ? field : field.slice(0, equals)), value);
  }
  return found;
}

function add(found: Record<string, string | string[]>, name: string, value: string): void {
  const before = found[name];
  if (before === undefined) found[name] = value;
  else if (typeof before === 'string') found[name] = [before, value];
  else before.push(value);
}

function decode(text: string): string {
  if (!/[%+]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return invalid('query', 'is not valid percent-encoding of UTF-8');
  }
}
