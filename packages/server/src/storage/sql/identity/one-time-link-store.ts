import type { OneTimeLink, OneTimeLinkPurpose, OneTimeLinkStore } from '../../../identity/credentials/one-time-link.ts';
import type { Connection } from '../connection.ts';
import { statement, valuesOf } from '../statement.ts';
import type { OneTimeLinkRow } from '../tables/identity-tables.ts';

const COLUMNS = ['id', 'secret_hash', 'purpose', 'expires_at', 'used_at'] as const satisfies readonly (keyof OneTimeLinkRow)[];

const INSERT = statement((db, given: OneTimeLinkRow) => db.insertInto('one_time_links').values(valuesOf(given, COLUMNS)));

const FIND = statement((db, given: { id: string }) => db.selectFrom('one_time_links').select(COLUMNS).where('id', '=', given.id));

const CONSUME = statement((db, given: { id: string; now: number }) =>
  db
    .updateTable('one_time_links')
    .set({ used_at: given.now })
    .where('id', '=', given.id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', given.now),
);

const REVOKE_ALL = statement((db, given: { purpose: OneTimeLinkPurpose; now: number }) =>
  db.updateTable('one_time_links').set({ used_at: given.now }).where('purpose', '=', given.purpose).where('used_at', 'is', null),
);

/** One-time links in SQL. */
export class SqlOneTimeLinkStore implements OneTimeLinkStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async insert(link: OneTimeLink): Promise<void> {
    await INSERT.post(this.#connection, linkRow(link));
  }

  async find(id: string): Promise<OneTimeLink | undefined> {
    const row = await FIND.first(this.#connection, { id });
    return row && linkOf(row);
  }

  async consume(id: string, now: number): Promise<'consumed' | 'unusable'> {
    return (await CONSUME.run(this.#connection, { id, now })) === 1 ? 'consumed' : 'unusable';
  }

  async revokeAll(purpose: OneTimeLinkPurpose, now: number): Promise<void> {
    await REVOKE_ALL.post(this.#connection, { purpose, now });
  }
}

function linkRow(link: OneTimeLink): OneTimeLinkRow {
  return { id: link.id, secret_hash: link.secretHash, purpose: link.purpose, expires_at: link.expiresAt, used_at: link.usedAt };
}

function linkOf(row: OneTimeLinkRow): OneTimeLink {
  return { id: row.id, secretHash: row.secret_hash, purpose: row.purpose, expiresAt: row.expires_at, usedAt: row.used_at };
}
