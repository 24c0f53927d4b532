const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const MAXIMUM_DEPTH = 10;
// What opens or closes, and strings: one before a colon is the name of a member.
const TOKEN = /[{}[\]]|("(?:[^"\\]|\\.)*")(\s*:)?/g;
const OPENS: ReadonlySet<string> = new Set(['{', '[']);
const CLOSES: ReadonlySet<string> = new Set(['}', ']']);

/** The members of a JSON object. A map: a member named `__proto__` is one like any other. */
export type JsonMembers = ReadonlyMap<string, unknown>;

/**
 * Reads a JSON object of UTF-8 that nobody can read in two ways: no member stands twice, at any depth (RFC 8725 §2.4, RFC 7515 §4),
 * and it nests at most 10 deep. `undefined` for anything else.
 */
export function parseStrictJson(bytes: Uint8Array): JsonMembers | undefined {
  try {
    const text = STRICT_UTF8.decode(bytes);
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return isUnambiguous(text) ? new Map(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}

/** Walks JSON that is known to be well formed. Of each object that is open it knows the names that stood in it, of an array nothing. */
function isUnambiguous(text: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  for (const [token, string = '', colon] of text.matchAll(TOKEN)) {
    if (OPENS.has(token)) open.push(token === '{' ? new Set() : undefined);
    else if (CLOSES.has(token)) open.pop();
    else if (colon !== undefined && !addName(open.at(-1), string)) return false;
    if (open.length > MAXIMUM_DEPTH) return false;
  }
  return true;
}

function addName(names: Set<string> | undefined, string: string): boolean {
  // As it is meant, not as it is written: "a" and "\u0061" are one name.
  const name = String(JSON.parse(string));
  if (names === undefined || names.has(name)) return false;
  names.add(name);
  return true;
}
