import type { AccessToken, AccessTokenStore, StoredAccessToken } from '../../../oauth/tokens/access-token.ts';
import type { Connection } from '../connection.ts';
import { statement, valuesOf } from '../statement.ts';
import type { AccessTokenRow, GrantRow } from '../tables/oauth-tables.ts';
import { listText, textList } from './text-list.ts';

const COLUMNS = [
  'id',
  'secret_hash',
  'grant_id',
  'client_id',
  'user_id',
  'scope',
  'issued_at',
  'expires_at',
  'revoked_at',
  'resources',
  'dpop_jkt',
] as const satisfies readonly (keyof AccessTokenRow)[];

interface FoundRow extends AccessTokenRow {
  readonly session_id: GrantRow['session_id'];
  readonly grant_revoked_at: GrantRow['revoked_at'];
  readonly authenticated_at: GrantRow['authenticated_at'];
}

const INSERT = statement((db, given: AccessTokenRow) => db.insertInto('access_tokens').values(valuesOf(given, COLUMNS)));

const FIND = statement((db, given: { id: string }) =>
  db
    .selectFrom('access_tokens as token')
    .innerJoin('grants', 'grants.id', 'token.grant_id')
    .select([
      'token.id',
      'token.secret_hash',
      'token.grant_id',
      'token.client_id',
      'token.user_id',
      'token.scope',
      'token.issued_at',
      'token.expires_at',
      'token.revoked_at',
      'token.resources',
      'token.dpop_jkt',
      'grants.session_id',
      'grants.revoked_at as grant_revoked_at',
      'grants.authenticated_at',
    ])
    .where('token.id', '=', given.id),
);

const REVOKE = statement((db, given: { id: string; now: number }) =>
  db.updateTable('access_tokens').set({ revoked_at: given.now }).where('id', '=', given.id).where('revoked_at', 'is', null),
);

const FIND_LIVE = statement((db, given: { grant: string; now: number }) =>
  db
    .selectFrom('access_tokens')
    .select('id')
    .where('grant_id', '=', given.grant)
    .where('expires_at', '>', given.now)
    .where('revoked_at', 'is', null)
    .limit(1),
);

/** Access tokens in SQL. */
export class SqlAccessTokenStore implements AccessTokenStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async insert(token: AccessToken): Promise<void> {
    await INSERT.post(this.#connection, accessTokenRow(token));
  }

  async find(id: string): Promise<StoredAccessToken | undefined> {
    const row = await FIND.first(this.#connection, { id });
    return row && storedAccessTokenOf(row);
  }

  async revoke(id: string, now: number): Promise<'revoked' | 'unknown'> {
    return (await REVOKE.run(this.#connection, { id, now })) === 1 ? 'revoked' : 'unknown';
  }

  async hasLive(grantId: string, now: number): Promise<boolean> {
    return (await FIND_LIVE.first(this.#connection, { grant: grantId, now })) !== undefined;
  }
}

function accessTokenRow(token: AccessToken): AccessTokenRow {
  return {
    id: token.id,
    secret_hash: token.secretHash,
    grant_id: token.grantId,
    client_id: token.clientId,
    user_id: token.userId,
    scope: token.scope,
    issued_at: token.issuedAt,
    expires_at: token.expiresAt,
    revoked_at: token.revokedAt,
    resources: listText(token.resources),
    dpop_jkt: token.dpopJkt,
  };
}

function storedAccessTokenOf(row: FoundRow): StoredAccessToken {
  return {
    id: row.id,
    secretHash: row.secret_hash,
    grantId: row.grant_id,
    clientId: row.client_id,
    userId: row.user_id,
    scope: row.scope,
    issuedAt: row.issued_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    resources: textList(row.resources),
    dpopJkt: row.dpop_jkt,
    sessionId: row.session_id,
    grantRevokedAt: row.grant_revoked_at,
    authenticatedAt: row.authenticated_at,
  };
}
