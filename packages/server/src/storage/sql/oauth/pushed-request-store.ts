import type { PushedRequest, PushedRequestStore } from '../../../oauth/grant/pushed-request.ts';
import type { Connection } from '../connection.ts';
import { statement, valuesOf } from '../statement.ts';
import type { PushedRequestRow } from '../tables/oauth-tables.ts';

const COLUMNS = [
  'id',
  'secret_hash',
  'client_id',
  'parameters',
  'expires_at',
  'opened_at',
  'consumed_at',
] as const satisfies readonly (keyof PushedRequestRow)[];

const INSERT = statement((db, given: PushedRequestRow) => db.insertInto('pushed_requests').values(valuesOf(given, COLUMNS)));

const FIND = statement((db, given: { id: string }) =>
  db.selectFrom('pushed_requests').select(COLUMNS).where('id', '=', given.id),
);

const OPEN = statement((db, given: { id: string; now: number; expires_at: number }) =>
  db
    .updateTable('pushed_requests')
    .set({ opened_at: given.now, expires_at: given.expires_at })
    .where('id', '=', given.id)
    .where('opened_at', 'is', null),
);

const CONSUME = statement((db, given: { id: string; now: number }) =>
  db.updateTable('pushed_requests').set({ consumed_at: given.now }).where('id', '=', given.id).where('consumed_at', 'is', null),
);

/** Pushed requests in SQL. */
export class SqlPushedRequestStore implements PushedRequestStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async insert(request: PushedRequest): Promise<void> {
    await INSERT.post(this.#connection, rowOf(request));
  }

  async find(id: string): Promise<PushedRequest | undefined> {
    const row = await FIND.first(this.#connection, { id });
    return row && requestOf(row);
  }

  async open(id: string, now: number, expiresAt: number): Promise<'opened' | 'already_opened'> {
    return (await OPEN.run(this.#connection, { id, now, expires_at: expiresAt })) === 1 ? 'opened' : 'already_opened';
  }

  async consume(id: string, now: number): Promise<'consumed' | 'already_consumed'> {
    return (await CONSUME.run(this.#connection, { id, now })) === 1 ? 'consumed' : 'already_consumed';
  }
}

function rowOf(request: PushedRequest): PushedRequestRow {
  return {
    id: request.id,
    secret_hash: request.secretHash,
    client_id: request.clientId,
    parameters: JSON.stringify(request.parameters),
    expires_at: request.expiresAt,
    opened_at: request.openedAt,
    consumed_at: request.consumedAt,
  };
}

function requestOf(row: PushedRequestRow): PushedRequest {
  return {
    id: row.id,
    secretHash: row.secret_hash,
    clientId: row.client_id,
    // We wrote it.
    parameters: JSON.parse(row.parameters) as PushedRequest['parameters'],
    expiresAt: row.expires_at,
    openedAt: row.opened_at,
    consumedAt: row.consumed_at,
  };
}
