import { ALL_SCOPE, AUTHORITY_SCOPES, KNOWN_SCOPES } from '@hufu/contract';

const known = new Set(KNOWN_SCOPES);
const authority = new Set(AUTHORITY_SCOPES);
const MAXIMUM_LENGTH = 1024;
const GRAMMAR = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;

/**
 * Reads a scope string: known tokens separated by single spaces (RFC 6749 §3.3). Order and repetition mean nothing.
 * `undefined` when it is malformed or names a scope that does not exist.
 */
export function parseScope(text: string): ReadonlySet<string> | undefined {
  if (text.length > MAXIMUM_LENGTH || !GRAMMAR.test(text)) return undefined;
  const scopes = new Set(text.split(' '));
  for (const scope of scopes) if (!known.has(scope)) return undefined;
  return scopes;
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
  return KNOWN_SCOPES.filter((scope) => scopes.has(scope)).join(' ');
}

/** Reads a scope string that this server wrote itself. */
export function storedScope(text: string): ReadonlySet<string> {
  return new Set(text.split(' ').filter((scope) => scope !== ''));
}
