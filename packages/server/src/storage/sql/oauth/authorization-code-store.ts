import type { AuthorizationCode, AuthorizationCodeStore } from '../../../oauth/tokens/authorization-code.ts';
import type { Connection } from '../connection.ts';
import { statement, valuesOf } from '../statement.ts';
import type { CodeRow } from '../tables/oauth-tables.ts';

const COLUMNS = [
  'id',
  'secret_hash',
  'grant_id',
  'client_id',
  'redirect_uri',
  'code_challenge',
  'nonce',
  'expires_at',
  'redeemed_at',
  'dpop_jkt',
] as const satisfies readonly (keyof CodeRow)[];

const INSERT = statement((db, given: CodeRow) => db.insertInto('codes').values(valuesOf(given, COLUMNS)));

const FIND = statement((db, given: { id: string }) => db.selectFrom('codes').select(COLUMNS).where('id', '=', given.id));

const REDEEM = statement((db, given: { id: string; now: number }) =>
  db.updateTable('codes').set({ redeemed_at: given.now }).where('id', '=', given.id).where('redeemed_at', 'is', null),
);

/** Authorization codes in SQL. */
export class SqlAuthorizationCodeStore implements AuthorizationCodeStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async insert(code: AuthorizationCode): Promise<void> {
    await INSERT.post(this.#connection, codeRow(code));
  }

  async find(id: string): Promise<AuthorizationCode | undefined> {
    const row = await FIND.first(this.#connection, { id });
    return row && codeOf(row);
  }

  async redeem(id: string, now: number): Promise<'redeemed' | 'already_redeemed'> {
    return (await REDEEM.run(this.#connection, { id, now })) === 1 ? 'redeemed' : 'already_redeemed';
  }
}

function codeRow(code: AuthorizationCode): CodeRow {
  return {
    id: code.id,
    secret_hash: code.secretHash,
    grant_id: code.grantId,
    client_id: code.clientId,
    redirect_uri: code.redirectUri,
    code_challenge: code.codeChallenge,
    nonce: code.nonce,
    expires_at: code.expiresAt,
    redeemed_at: code.redeemedAt,
    dpop_jkt: code.dpopJkt,
  };
}

function codeOf(row: CodeRow): AuthorizationCode {
  return {
    id: row.id,
    secretHash: row.secret_hash,
    grantId: row.grant_id,
    clientId: row.client_id,
    redirectUri: row.redirect_uri,
    codeChallenge: row.code_challenge,
    nonce: row.nonce,
    expiresAt: row.expires_at,
    redeemedAt: row.redeemed_at,
    dpopJkt: row.dpop_jkt,
  };
}
