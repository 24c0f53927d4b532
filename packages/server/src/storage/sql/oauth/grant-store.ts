import { OFFLINE_SCOPE } from '@hufu/contract';
import { foldUserId } from '../../../identity/user/user.ts';
import type { Grant, GrantStore, GrantSummary } from '../../../oauth/grant/grant.ts';
import { storedScope } from '../../../oauth/scope.ts';
import type { Connection } from '../connection.ts';
import { userNamed } from '../identity/user-reference.ts';
import { statement, valuesOf } from '../statement.ts';
import type { GrantRow } from '../tables/oauth-tables.ts';
import { listText, textList } from './text-list.ts';

const COLUMNS = [
  'id',
  'client_id',
  'user_id',
  'session_id',
  'scope',
  'offline',
  'authenticated_at',
  'created_at',
  'refresh_until',
  'revoked_at',
  'resources',
  'claims',
] as const satisfies readonly (keyof GrantRow)[];

const INSERT = statement((db, given: GrantRow) => db.insertInto('grants').values(valuesOf(given, COLUMNS)));

const INSERT_ONCE = statement((db, given: GrantRow) =>
  db
    .insertInto('grants')
    .values(valuesOf(given, COLUMNS))
    .onConflict((conflict) => conflict.doNothing()),
);

const FIND = statement((db, given: { id: string }) => db.selectFrom('grants').select(COLUMNS).where('id', '=', given.id));

const REVOKE = statement((db, given: { id: string; now: number }) =>
  db.updateTable('grants').set({ revoked_at: given.now }).where('id', '=', given.id).where('revoked_at', 'is', null),
);

const REVOKE_BY_SESSION = statement((db, given: { session: string; now: number; greatest_offline: number }) =>
  db
    .updateTable('grants')
    .set({ revoked_at: given.now })
    .where('session_id', '=', given.session)
    .where('offline', '<=', given.greatest_offline)
    .where('revoked_at', 'is', null),
);

const REVOKE_BY_USER = statement((db, given: { user: string; now: number }) =>
  db
    .updateTable('grants')
    .set({ revoked_at: given.now })
    .where('user_id', '=', userNamed(given.user))
    .where('revoked_at', 'is', null),
);

const REVOKE_BY_USER_AND_CLIENT = statement((db, given: { user: string; client: number; now: number }) =>
  db
    .updateTable('grants')
    .set({ revoked_at: given.now })
    .where('user_id', '=', userNamed(given.user))
    .where('client_id', '=', given.client)
    .where('revoked_at', 'is', null),
);

const LIST_LIVE = statement((db, given: { user: string; now: number }) =>
  db
    .selectFrom('grants')
    .select((eb) => ['client_id', eb.fn.min<number>('created_at').as('first_at'), eb.fn.max<number>('created_at').as('last_at')])
    .where('user_id', '=', userNamed(given.user))
    .where('revoked_at', 'is', null)
    .where('refresh_until', '>', given.now)
    .groupBy('client_id')
    .orderBy('client_id'),
);

/** Grants in SQL. */
export class SqlGrantStore implements GrantStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async insert(grant: Grant): Promise<void> {
    await INSERT.post(this.#connection, grantRow(grant));
  }

  async insertOnce(grant: Grant): Promise<void> {
    await INSERT_ONCE.run(this.#connection, grantRow(grant));
  }

  async find(id: string): Promise<Grant | undefined> {
    const row = await FIND.first(this.#connection, { id });
    return row && grantOf(row);
  }

  async revoke(id: string, now: number): Promise<number> {
    return REVOKE.run(this.#connection, { id, now });
  }

  async revokeBySession(sessionId: string, now: number, keepOffline: boolean): Promise<number> {
    return REVOKE_BY_SESSION.run(this.#connection, { session: sessionId, now, greatest_offline: keepOffline ? 0 : 1 });
  }

  async revokeByUser(userId: string, now: number): Promise<number> {
    return REVOKE_BY_USER.run(this.#connection, { user: foldUserId(userId), now });
  }

  async revokeByUserAndClient(userId: string, clientId: number, now: number): Promise<number> {
    return REVOKE_BY_USER_AND_CLIENT.run(this.#connection, { user: foldUserId(userId), client: clientId, now });
  }

  async listLive(userId: string, now: number): Promise<GrantSummary[]> {
    const rows = await LIST_LIVE.all(this.#connection, { user: foldUserId(userId), now });
    return rows.map((row) => ({ clientId: row.client_id, firstAt: row.first_at, lastAt: row.last_at }));
  }
}

function grantRow(grant: Grant): GrantRow {
  return {
    id: grant.id,
    client_id: grant.clientId,
    user_id: grant.userId,
    session_id: grant.sessionId,
    scope: grant.scope,
    offline: Number(storedScope(grant.scope).has(OFFLINE_SCOPE)),
    authenticated_at: grant.authenticatedAt,
    created_at: grant.createdAt,
    refresh_until: grant.refreshUntil,
    revoked_at: grant.revokedAt,
    resources: listText(grant.resources),
    claims: grant.claims,
  };
}

function grantOf(row: GrantRow): Grant {
  return {
    id: row.id,
    clientId: row.client_id,
    userId: row.user_id,
    sessionId: row.session_id,
    scope: row.scope,
    authenticatedAt: row.authenticated_at,
    createdAt: row.created_at,
    refreshUntil: row.refresh_until,
    revokedAt: row.revoked_at,
    resources: textList(row.resources),
    claims: row.claims,
  };
}
