import type { User } from '../../identity/user/user.ts';
import type { Client } from '../../oauth/client/client.ts';
import type { Grant } from '../../oauth/grant/grant.ts';
import type { StoredAccessToken } from '../../oauth/tokens/access-token.ts';
import { Remembered } from './remembered.ts';

const CLIENTS = 5_000;
const USERS = 20_000;
const GRANTS = 20_000;
const TOKENS = 40_000;

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
}

/** Rows that remember nothing yet. */
export function rememberedRows(): RememberedRows {
  return {
    clients: new Remembered(CLIENTS),
    users: new Remembered(USERS),
    grants: new Remembered(GRANTS),
    tokens: new Remembered(TOKENS),
    tokenGrants: new Remembered(TOKENS),
  };
}

/** What one unit of work changes, to be forgotten when it begins to and again when it has ended. */
export class Changing {
  readonly #ends: (() => void)[] = [];

  /** This row changes. */
  row(rows: Remembered<unknown>, key: string | number): void {
    rows.begin(key);
    this.#ends.push(() => rows.end(key));
  }

  /** This row is new: it is remembered only once it is committed. */
  newRow(rows: Remembered<unknown>, key: string | number): void {
    rows.beginNew(key);
    this.#ends.push(() => rows.endNew(key));
  }

  /** Any row of these may change. */
  all(...kinds: readonly Remembered<unknown>[]): void {
    for (const rows of kinds) {
      rows.beginAll();
      this.#ends.push(() => rows.endAll());
    }
  }

  /** The unit of work has ended: committed, or without a trace. */
  end(): void {
    for (const end of this.#ends) end();
  }
}
