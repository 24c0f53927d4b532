import type { RefreshToken, RefreshTokenStore, Successors } from '../../../oauth/tokens/refresh-token.ts';
import type { Connection } from '../connection.ts';
import { statement, valuesOf } from '../statement.ts';
import type { RefreshTokenRow } from '../tables/oauth-tables.ts';

const COLUMNS = [
  'id',
  'secret_hash',
  'grant_id',
  'client_id',
  'issued_at',
  'expires_at',
  'rotated_at',
  'successor_id',
  'successor_access_id',
  'dpop_jkt',
] as const satisfies readonly (keyof RefreshTokenRow)[];

const INSERT = statement((db, given: RefreshTokenRow) => db.insertInto('refresh_tokens').values(valuesOf(given, COLUMNS)));

const FIND = statement((db, given: { id: string }) => db.selectFrom('refresh_tokens').select(COLUMNS).where('id', '=', given.id));

const ROTATE = statement((db, given: { id: string; successor: string; successor_access: string; now: number }) =>
  db
    .updateTable('refresh_tokens')
    .set({ rotated_at: given.now, successor_id: given.successor, successor_access_id: given.successor_access })
    .where('id', '=', given.id)
    .where('rotated_at', 'is', null),
);

const FIND_LIVE = statement((db, given: { grant: string; now: number }) =>
  db
    .selectFrom('refresh_tokens')
    .select('id')
    .where('grant_id', '=', given.grant)
    .where('rotated_at', 'is', null)
    .where('expires_at', '>', given.now)
    .limit(1),
);

/** Refresh tokens in SQL. */
export class SqlRefreshTokenStore implements RefreshTokenStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async insert(token: RefreshToken): Promise<void> {
    await INSERT.post(this.#connection, refreshTokenRow(token));
  }

  async find(id: string): Promise<RefreshToken | undefined> {
    const row = await FIND.first(this.#connection, { id });
    return row && refreshTokenOf(row);
  }

  async rotate(id: string, successors: Successors, now: number): Promise<'rotated' | 'reused'> {
    const values = { id, successor: successors.successorId, successor_access: successors.successorAccessId, now };
    return (await ROTATE.run(this.#connection, values)) === 1 ? 'rotated' : 'reused';
  }

  async hasLive(grantId: string, now: number): Promise<boolean> {
    return (await FIND_LIVE.first(this.#connection, { grant: grantId, now })) !== undefined;
  }
}

function refreshTokenRow(token: RefreshToken): RefreshTokenRow {
  return {
    id: token.id,
    secret_hash: token.secretHash,
    grant_id: token.grantId,
    client_id: token.clientId,
    issued_at: token.issuedAt,
    expires_at: token.expiresAt,
    rotated_at: token.rotatedAt,
    successor_id: token.successorId,
    successor_access_id: token.successorAccessId,
    dpop_jkt: token.dpopJkt,
  };
}

function refreshTokenOf(row: RefreshTokenRow): RefreshToken {
  return {
    id: row.id,
    secretHash: row.secret_hash,
    grantId: row.grant_id,
    clientId: row.client_id,
    issuedAt: row.issued_at,
    expiresAt: row.expires_at,
    rotatedAt: row.rotated_at,
    successorId: row.successor_id,
    successorAccessId: row.successor_access_id,
    dpopJkt: row.dpop_jkt,
  };
}
