import { sql } from 'kysely';
import type { Client, ClientChanges, ClientStore, ClientUpdate } from '../../../oauth/client/client.ts';
import { changedOrKept, changeParameters } from '../changes.ts';
import type { Connection, SqlValue } from '../connection.ts';
import { statement, valuesOf } from '../statement.ts';
import type { ClientRow } from '../tables/oauth-tables.ts';
import { deleteClient } from './client-deletion.ts';
import { CLIENT_CHANGE_COLUMNS, clientOf, clientRow } from './client-row.ts';
import { claimResources, resourceOwner } from './resource-claims.ts';

const COLUMNS = [
  'id',
  'fullname',
  'status',
  'sealed_secret',
  'sealed_old_secret',
  'old_secret_expires_at',
  'redirect_uris',
  'owner',
  'grant_types',
  'scope',
  'default_scope',
  'authentication_method',
  'require_pkce',
  'consent',
  'refuse_jwt_replay',
  'refresh_grace_seconds',
  'rights',
  'metadata',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof ClientRow)[];

const FIND = statement((db, given: { id: number }) => db.selectFrom('clients').select(COLUMNS).where('id', '=', given.id));

const FIND_BY_NAME = statement((db, given: { fullname: string }) =>
  db.selectFrom('clients').select(COLUMNS).where('fullname', '=', given.fullname),
);

const LIST = statement((db, given: { after: number; limit: number }) =>
  db.selectFrom('clients').select(COLUMNS).where('id', '>', given.after).orderBy('id').limit(given.limit),
);

const NEXT_ID = statement((db, _: Record<never, never>) =>
  db
    .updateTable('counters')
    .set((eb) => ({ next: eb('next', '+', 1) }))
    .where('name', '=', 'client')
    .returning('next'),
);

const SKIP_PAST = statement((db, given: { next: number }) =>
  db.updateTable('counters').set({ next: given.next }).where('name', '=', 'client').where('next', '<', given.next),
);

const INSERT = statement((db, given: ClientRow) =>
  db
    .insertInto('clients')
    .values(valuesOf(given, COLUMNS))
    .onConflict((conflict) => conflict.doNothing()),
);

const UPDATE = statement((db, given: Record<string, SqlValue>) =>
  db
    .updateTable('clients')
    .set(changedOrKept(Object.values(CLIENT_CHANGE_COLUMNS), given))
    .set({ updated_at: sql`${given['now']}` })
    .where('id', '=', sql<number>`${given['id']}`)
    // Asked in the same statement: a violated constraint would end the whole unit of work on some databases.
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('clients as other')
            .select('other.id')
            .where('other.fullname', '=', sql<string>`${given['fullname']}`)
            .where('other.id', '<>', sql<number>`${given['id']}`),
        ),
      ),
    ),
);

const TAKE_TURN = statement((db, given: { id: number }) =>
  db.selectFrom('clients').select('id').where('id', '=', given.id).forNoKeyUpdate(),
);

const KEEP_STILL = statement((db, given: { id: number }) =>
  db.selectFrom('clients').select('id').where('id', '=', given.id).forShare(),
);

/** Clients in SQL. */
export class SqlClientStore implements ClientStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async find(id: number): Promise<Client | undefined> {
    const row = await FIND.first(this.#connection, { id });
    return row && clientOf(row);
  }

  async findByName(fullname: string): Promise<Client | undefined> {
    const row = await FIND_BY_NAME.first(this.#connection, { fullname });
    return row && clientOf(row);
  }

  async list(after: number, limit: number): Promise<Client[]> {
    return (await LIST.all(this.#connection, { after, limit })).map(clientOf);
  }

  findResourceOwner(resource: string): Promise<number | undefined> {
    return resourceOwner(this.#connection, resource);
  }

  async nextId(): Promise<number> {
    const row = await NEXT_ID.first(this.#connection, {});
    if (row === undefined) throw new Error('the counter of clients is missing');
    return row.next - 1;
  }

  async insert(client: Client): Promise<'inserted' | 'exists' | 'resource_taken'> {
    const claims = await claimResources(this.#connection, client.id, client.metadata.resource_indicators);
    if (claims.outcome === 'taken') return 'resource_taken';
    if ((await INSERT.run(this.#connection, clientRow(client))) === 0) {
      await claims.undo();
      return 'exists';
    }
    await SKIP_PAST.run(this.#connection, { next: client.id + 1 });
    return 'inserted';
  }

  async update(id: number, changes: ClientChanges, now: number): Promise<ClientUpdate> {
    const { metadata } = changes;
    const claims = metadata && (await claimResources(this.#connection, id, metadata.resource_indicators));
    if (claims?.outcome === 'taken') return 'resource_taken';
    const parameters = changeParameters(CLIENT_CHANGE_COLUMNS, changes);
    if ((await UPDATE.run(this.#connection, { ...parameters, id, now })) === 1) {
      await claims?.settle();
      return 'updated';
    }
    await claims?.undo();
    return (await FIND.first(this.#connection, { id })) === undefined ? 'unknown' : 'name_taken';
  }

  async takeTurn(id: number): Promise<void> {
    await TAKE_TURN.post(this.#connection, { id });
  }

  async keepStill(id: number): Promise<void> {
    await KEEP_STILL.post(this.#connection, { id });
  }

  async delete(id: number): Promise<'deleted' | 'unknown'> {
    return (await deleteClient(this.#connection, id)) ? 'deleted' : 'unknown';
  }
}
