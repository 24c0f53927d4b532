import { foldUserId } from '../../../identity/user/user.ts';
import type { Consent, ConsentStore } from '../../../oauth/grant/consent.ts';
import type { Connection } from '../connection.ts';
import { userNamed } from '../identity/user-reference.ts';
import { statement } from '../statement.ts';
import type { ConsentRow } from '../tables/oauth-tables.ts';

const COLUMNS = ['user_id', 'client_id', 'scope', 'given_at'] as const satisfies readonly (keyof ConsentRow)[];

const FIND = statement((db, given: { user: string; client: number }) =>
  db
    .selectFrom('consents')
    .select(COLUMNS)
    .where('user_id', '=', userNamed(given.user))
    .where('client_id', '=', given.client)
    .orderBy('scope'),
);

const LIST = statement((db, given: { user: string }) =>
  db.selectFrom('consents').select(COLUMNS).where('user_id', '=', userNamed(given.user)).orderBy('client_id').orderBy('scope'),
);

const ADD = statement((db, given: { user: string; client: number; scope: string; now: number }) =>
  db
    .insertInto('consents')
    .values({ user_id: userNamed(given.user), client_id: given.client, scope: given.scope, given_at: given.now })
    .onConflict((conflict) => conflict.columns(['user_id', 'client_id', 'scope']).doNothing()),
);

const WITHDRAW = statement((db, given: { user: string; client: number }) =>
  db.deleteFrom('consents').where('user_id', '=', userNamed(given.user)).where('client_id', '=', given.client),
);

/** Consents in SQL: one row a user, client and scope. */
export class SqlConsentStore implements ConsentStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async find(userId: string, clientId: number): Promise<Consent | undefined> {
    const rows = await FIND.all(this.#connection, { user: foldUserId(userId), client: clientId });
    return rows.length === 0 ? undefined : consentOf(clientId, rows);
  }

  async list(userId: string): Promise<Consent[]> {
    const rows = await LIST.all(this.#connection, { user: foldUserId(userId) });
    const byClient = Map.groupBy(rows, (row) => row.client_id);
    return [...byClient].map(([clientId, ofClient]) => consentOf(clientId, ofClient));
  }

  // biome-ignore lint/complexity/useMaxParams: the port's own signature.
  async add(userId: string, clientId: number, scopes: readonly string[], now: number): Promise<void> {
    for (const scope of scopes) await ADD.post(this.#connection, { user: foldUserId(userId), client: clientId, scope, now });
  }

  async withdraw(userId: string, clientId: number): Promise<'withdrawn' | 'unknown'> {
    const deleted = await WITHDRAW.run(this.#connection, { user: foldUserId(userId), client: clientId });
    return deleted > 0 ? 'withdrawn' : 'unknown';
  }
}

function consentOf(clientId: number, rows: readonly ConsentRow[]): Consent {
  return { clientId, scopes: rows.map((row) => row.scope), since: Math.min(...rows.map((row) => row.given_at)) };
}
