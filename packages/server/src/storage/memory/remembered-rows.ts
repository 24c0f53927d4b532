import type { User } from '../../identity/user/user.ts';
import type { Client } from '../../oauth/client/client.ts';
import type { Grant } from '../../oauth/grant/grant.ts';
import type { StoredAccessToken } from '../../oauth/tokens/access-token.ts';
import { Remembered } from './remembered.ts';

const CLIENTS = 5_000;
const USERS = 20_000;
const GRANTS = 20_000;
const TOKENS = 40_000;
const RESOURCES = 5_000;

/** All rows that are remembered: those that hot requests ask for. */
export interface RememberedRows {
  readonly clients: Remembered<Client>;
  /** By folded id. */
  readonly users: Remembered<User>;
  readonly grants: Remembered<Grant>;
  /** Access tokens, good only while the grant they hang on is in `tokenGrants`. */
  readonly tokens: Remembered<StoredAccessToken>;
  /** Grants that were not revoked when a token of theirs was read. */
  readonly tokenGrants: Remembered<true>;
  /** The clients that serve resources, by the resource's canonical URI. */
  readonly resources: Remembered<number>;
}

/** The kinds of rows that are remembered. */
export type RowKind = keyof RememberedRows;

/** Rows that remember nothing yet, and know nothing while `isCurrent` says no. */
export function rememberedRows(isCurrent?: () => boolean): RememberedRows {
  return {
    clients: new Remembered(CLIENTS, isCurrent),
    users: new Remembered(USERS, isCurrent),
    grants: new Remembered(GRANTS, isCurrent),
    tokens: new Remembered(TOKENS, isCurrent),
    tokenGrants: new Remembered(TOKENS, isCurrent),
    resources: new Remembered(RESOURCES, isCurrent),
  };
}

/** What one unit of work changes, to be forgotten when it begins to and again when it has ended. */
export class Changing {
  readonly #rows: RememberedRows;
  readonly #ends: (() => void)[] = [];
  readonly #changes: Map<RowKind, Set<string | number> | 'all'> = new Map();
  #isOfSigningKeys = false;

  constructor(rows: RememberedRows) {
    this.#rows = rows;
  }

  /** What has been changed so far. */
  get changes(): RowChanges {
    return this.#changes;
  }

  /** Whether signing keys have been changed. */
  get isOfSigningKeys(): boolean {
    return this.#isOfSigningKeys;
  }

  /** This row changes. */
  row(kind: RowKind, key: string | number): void {
    const rows = this.#rows[kind];
    rows.begin(key);
    this.#ends.push(() => rows.end(key));
    const keys = this.#changes.get(kind) ?? new Set();
    if (keys !== 'all') this.#changes.set(kind, keys.add(key));
  }

  /** This row is made: nobody can have remembered it, and nobody may before it is committed. */
  made(kind: RowKind, key: string | number): void {
    const rows = this.#rows[kind];
    rows.beginNew(key);
    this.#ends.push(() => rows.endNew(key));
  }

  /** Any row of these may change. */
  all(...kinds: readonly RowKind[]): void {
    for (const kind of kinds) {
      const rows = this.#rows[kind];
      rows.beginAll();
      this.#ends.push(() => rows.endAll());
      this.#changes.set(kind, 'all');
    }
  }

  /** Signing keys change. */
  signingKeys(): void {
    this.#isOfSigningKeys = true;
  }

  /** The unit of work has ended: committed, or without a trace. */
  end(): void {
    for (const end of this.#ends) end();
  }
}

/** Which rows were changed, by kind: those of these keys, or any. */
export type RowChanges = ReadonlyMap<RowKind, ReadonlySet<string | number> | 'all'>;

/** Forgets rows that were changed elsewhere. */
export function forgetRows(rows: RememberedRows, changes: RowChanges): void {
  for (const [kind, keys] of changes) {
    if (keys === 'all') rows[kind].clear();
    else for (const key of keys) rows[kind].forget(key);
  }
}

/** Forgets everything. */
export function forgetAllRows(rows: RememberedRows): void {
  for (const kind of Object.values(rows)) kind.clear();
}
