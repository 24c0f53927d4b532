import type { IncomingMessage } from 'node:http';
import { parseForm } from '../../http/form.ts';
import { readBody, utf8 } from '../../http/front/body.ts';
import { isFormMediaType } from '../../http/front/media-type.ts';
import { ApiFailure, invalid } from '../api-failure.ts';

/** The largest body of the authority API, in bytes (contract/oauth2.md §4). */
export const API_BODY_LIMIT: number = 1024 * 1024;
const MAXIMUM_DEPTH = 32;

/** A body of more than 1 MiB: the rest of it is not read. */
export class BodyTooLarge extends ApiFailure {
  constructor() {
    super('invalid_request', 'body: is larger than 1 MiB', 'body');
  }
}

/** Whoever sent the request went away before all of it was there. */
export class RequestAborted extends Error {
  override readonly name = 'RequestAborted';
}

/** Reads the bytes of a body, whatever they are. Throws `BodyTooLarge` and `RequestAborted`. */
export async function receiveApiBody(request: IncomingMessage): Promise<Buffer> {
  if (request.destroyed) throw new RequestAborted('the request was aborted');
  const body = await readBody(request, API_BODY_LIMIT);
  if (body === 'aborted') throw new RequestAborted('the request was aborted');
  if (body === 'too_large') throw new BodyTooLarge();
  return body;
}

/**
 * The JSON of a body, whatever its media type says, since existing clients name none; `undefined` when there is no body.
 * With `formBody`, one that says it is a form is read as a flat object of strings. Throws `ApiFailure` for what is neither.
 */
export function parseApiBody({ headers }: Pick<IncomingMessage, 'headers'>, body: Buffer, formBody: boolean): unknown {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') invalid('body', 'must not be compressed');
  if (body.length === 0) return undefined;
  const text = utf8(body);
  if (text === undefined) return invalid('body', 'must be UTF-8');
  return formBody && isFormMediaType(headers['content-type']) ? formObject(text) : parseJson(text);
}

/** Strict JSON (RFC 8259) of bounded depth. Throws `ApiFailure`. */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) invalid('body', `must not be nested deeper than ${MAXIMUM_DEPTH}`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return invalid('body', 'must be JSON');
  }
}

function formObject(text: string): Record<string, string> {
  const form = parseForm(text);
  if (form === undefined || form.repeated.size > 0) return invalid('body', 'must be a form whose fields are sent once');
  return { username: form.get('username') ?? '', password: form.get('password') ?? '' };
}

// Before parsing, so that what is too deep is never built.
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = endOfString(text, index);
    else depth += STEPS.get(code) ?? 0;
    if (depth > MAXIMUM_DEPTH) return true;
  }
  return false;
}

/** Where the string that begins at `start` ends; the end of the text when it does not. */
function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) return index;
    if (code === BACKSLASH) index++;
  }
  return text.length;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const STEPS: ReadonlyMap<number, number> = new Map([...'[{]}'].map((one) => [one.charCodeAt(0), '[{'.includes(one) ? 1 : -1]));
