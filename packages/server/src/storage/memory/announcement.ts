import type { RowChanges, RowKind } from './remembered-rows.ts';

/** What a unit of work has changed that other nodes keep in memory. */
export interface Announcement {
  /** Rows to be forgotten. */
  readonly rows?: RowChanges | undefined;
  /** Epochs of clients or people have moved. */
  readonly authority?: boolean | undefined;
  /** Signing keys have been made or revoked. */
  readonly signingKeys?: boolean | undefined;
  /** Clients that are no more: their ids may be given to others. */
  readonly ended?: readonly number[] | undefined;
}

const LIMIT_BYTES = 7_000;
const KINDS: ReadonlySet<string> = new Set<RowKind>(['clients', 'users', 'grants', 'tokens', 'tokenGrants', 'resources']);

/** The text of an announcement: where it would be too long, that any row of these kinds may have changed. */
export function encodeAnnouncement({ rows = new Map(), authority, signingKeys, ended = [] }: Announcement): string {
  const keys = signingKeys === true && { signingKeys };
  const rest = { ...(authority === true && { authority }), ...keys, ...(ended.length > 0 && { ended }) };
  const named = Object.fromEntries([...rows].map(([kind, keys]) => [kind, keys === 'all' ? keys : [...keys]]));
  const text = JSON.stringify({ rows: named, ...rest });
  if (Buffer.byteLength(text) <= LIMIT_BYTES) return text;
  const all = JSON.stringify({ rows: Object.fromEntries([...rows.keys()].map((kind) => [kind, 'all'])), ...rest });
  return Buffer.byteLength(all) <= LIMIT_BYTES ? all : '';
}

/** Reads an announcement; `undefined` when it says what this program does not know, so that anything may have changed. */
export function decodeAnnouncement(text: string): Announcement | undefined {
  const read = parsed(text);
  if (read === undefined) return undefined;
  const { rows = {}, authority, signingKeys, ended = [], ...more } = read;
  if (Object.keys(more).length > 0 || !isObject(rows) || !isKeys(ended)) return undefined;
  const changes = new Map<RowKind, ReadonlySet<string | number> | 'all'>();
  for (const [kind, keys] of Object.entries(rows)) {
    if (!isKind(kind) || !(keys === 'all' || isKeys(keys))) return undefined;
    changes.set(kind, keys === 'all' ? keys : new Set(keys));
  }
  return {
    rows: changes,
    authority: authority === true,
    signingKeys: signingKeys === true,
    ended: ended.filter((id) => typeof id === 'number'),
  };
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isKeys(value: unknown): value is (string | number)[] {
  return Array.isArray(value) && value.every((key) => typeof key === 'string' || typeof key === 'number');
}

function isKind(kind: string): kind is RowKind {
  return KINDS.has(kind);
}
