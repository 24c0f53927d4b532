import { type RequestParameters, requestParameters } from '../oauth/parameters.ts';

const MAXIMUM_PARAMETERS = 200;

/** A form of a page holds a field twice, and it is not clear which one counts. */
export class RepeatedField extends Error {
  override readonly name = 'RepeatedField';
  readonly statusCode = 400;
}

/**
 * Parses `application/x-www-form-urlencoded` text, a query or a body, strictly: what is not valid percent-encoding of
 * valid UTF-8 is `undefined`, since a lenient parser would read something that was not sent.
 */
export function parseForm(text: string): RequestParameters | undefined {
  if (text === '') return requestParameters([]);
  const fields = text.split('&', MAXIMUM_PARAMETERS + 1);
  if (fields.length > MAXIMUM_PARAMETERS) return undefined;
  const pairs: [string, string][] = [];
  for (const field of fields) {
    if (field === '') continue;
    const pair = parseField(field);
    if (pair === undefined) return undefined;
    pairs.push(pair);
  }
  return requestParameters(pairs);
}

function parseField(field: string): [string, string] | undefined {
  const equals = field.indexOf('=');
  const name = decode(equals === -1 ? field : field.slice(0, equals));
  const value = equals === -1 ? '' : decode(field.slice(equals + 1));
  return name === undefined || value === undefined ? undefined : [name, value];
}

function decode(text: string): string | undefined {
  if (!/[%+]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
