import { ALL_SCOPE, AUTHORITY_SCOPES, KNOWN_SCOPES } from '@hufu/contract';

const known = new Set(KNOWN_SCOPES);
const authority = new Set(AUTHORITY_SCOPES);
const MAXIMUM_LENGTH = 1024;
// A client sends one of a few texts again and again; none is changed once it was read.
const REMEMBERED = 500;
const parsed = new Map<string, ReadonlySet<string>>();
const stored = new Map<string, ReadonlySet<string>>();
const remembered = new WeakSet<ReadonlySet<string>>();
const formatted = new WeakMap<ReadonlySet<string>, string>();
const GRAMMAR = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;

/**
 * Reads a scope string: known tokens separated by single spaces (RFC 6749 §3.3). Order and repetition mean nothing.
 * `undefined` when it is malformed or names a scope that does not exist.
 */
export function parseScope(text: string): ReadonlySet<string> | undefined {
  const read = parsed.get(text);
  if (read !== undefined) return read;
  if (text.length > MAXIMUM_LENGTH || !GRAMMAR.test(text)) return undefined;
  const scopes = new Set(text.split(' '));
  for (const scope of scopes) if (!known.has(scope)) return undefined;
  return remember(parsed, text, scopes);
}

/** Whether `held` allows the one scope `wanted`: as a whole token, or under `all:all`. */
export function coversScope(held: ReadonlySet<string>, wanted: string): boolean {
  return held.has(wanted) || (held.has(ALL_SCOPE) && authority.has(wanted));
}

/** Whether `held` allows every scope of `wanted`. */
export function coversScopes(held: ReadonlySet<string>, wanted: Iterable<string>): boolean {
  for (const scope of wanted) if (!coversScope(held, scope)) return false;
  return true;
}

/** The one spelling of a set of scopes: in the order in which the contract lists them. */
export function formatScope(scopes: ReadonlySet<string>): string {
  let text = formatted.get(scopes);
  if (text === undefined) {
    text = KNOWN_SCOPES.filter((scope) => scopes.has(scope)).join(' ');
    if (remembered.has(scopes)) formatted.set(scopes, text);
  }
  return text;
}

/** Reads a scope string that this server wrote itself. */
export function storedScope(text: string): ReadonlySet<string> {
  return stored.get(text) ?? remember(stored, text, new Set(text.split(' ').filter((scope) => scope !== '')));
}

function remember(sets: Map<string, ReadonlySet<string>>, text: string, scopes: ReadonlySet<string>): ReadonlySet<string> {
  if (sets.size >= REMEMBERED) sets.clear();
  sets.set(text, scopes);
  remembered.add(scopes);
  return scopes;
}
