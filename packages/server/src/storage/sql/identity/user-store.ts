import { sql } from 'kysely';
import { PEOPLE } from '../../../authority/model.ts';
import {
  foldUserId,
  type User,
  type UserChanges,
  type UserFilter,
  type UserSearch,
  type UserStore,
} from '../../../identity/user/user.ts';
import { recordNewUser, recordStatus } from '../authority/user-activity.ts';
import { changedOrKept, changeParameters } from '../changes.ts';
import type { Connection, SqlValue } from '../connection.ts';
import { statement, valuesOf } from '../statement.ts';
import type { UserRow } from '../tables/identity-tables.ts';
import { findErased } from './erased-users.ts';
import { USER_CHANGE_COLUMNS, userOf, userRow } from './user-row.ts';
import { searchUsers } from './user-search.ts';
import { findUsersById } from './users-by-id.ts';

const COLUMNS = [
  'id',
  'id_folded',
  'fullname',
  'email',
  'wechat',
  'phone',
  'type',
  'dn',
  'organization',
  'status',
  'password_hash',
  'must_change_password',
  'password_set_at',
  'system_administrator',
  'sealed_secret',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof UserRow)[];

const FIND = statement((db, given: { folded: string }) =>
  db.selectFrom('users').select(COLUMNS).where('id_folded', '=', given.folded),
);

const LIST = statement((db, given: { after: string; any_status: number; status: User['status']; limit: number }) =>
  db
    .selectFrom('users')
    .select(COLUMNS)
    .where('id_folded', '>', given.after)
    .where((eb) => eb.or([sql<boolean>`${given.any_status} = 1`, eb('status', '=', given.status)]))
    .orderBy('id_folded')
    .limit(given.limit),
);

const INSERT = statement((db, given: UserRow) =>
  db
    .insertInto('users')
    .values(valuesOf(given, COLUMNS))
    .onConflict((conflict) => conflict.doNothing()),
);

const UPDATE = statement((db, given: Record<string, SqlValue>) =>
  db
    .updateTable('users')
    .set(changedOrKept(Object.values(USER_CHANGE_COLUMNS), given))
    .set({ updated_at: sql`${given['now']}` })
    .where('id_folded', '=', sql<string>`${given['folded']}`),
);

const REHASH = statement((db, given: { folded: string; from: string; to: string }) =>
  db
    .updateTable('users')
    .set({ password_hash: given.to })
    .where('id_folded', '=', given.folded)
    .where('password_hash', '=', given.from),
);

const TAKE_TURN = statement((db, given: { folded: string }) =>
  db.selectFrom('users').select('id').where('id_folded', '=', given.folded).forNoKeyUpdate(),
);

// Freezing somebody takes this turn too, and before all others.
const TAKE_ADMINISTRATORS_TURN = statement((db, given: { people: number }) =>
  db.selectFrom('authority_epochs').select('client_id').where('client_id', '=', given.people).forNoKeyUpdate(),
);

const COUNT_ADMINISTRATORS = statement((db, _: Record<never, never>) =>
  db
    .selectFrom('users')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    // A literal, so that the index of administrators is used.
    .where('system_administrator', '=', sql.lit(1))
    .where('status', '=', 'active'),
);

/** Users in SQL. */
export class SqlUserStore implements UserStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async find(id: string): Promise<User | undefined> {
    const row = await FIND.first(this.#connection, { folded: foldUserId(id) });
    return row && userOf(row);
  }

  async findMany(ids: Iterable<string>): Promise<User[]> {
    const folded = new Set(Array.from(ids, foldUserId));
    return (await findUsersById(this.#connection, [...folded])).map(userOf);
  }

  async list(filter: UserFilter): Promise<User[]> {
    const rows = await LIST.all(this.#connection, {
      after: foldUserId(filter.after ?? ''),
      any_status: Number(filter.status === undefined),
      status: filter.status ?? 'active',
      limit: filter.limit,
    });
    return rows.map(userOf);
  }

  search(search: UserSearch): Promise<{ readonly total: number; readonly users: User[] }> {
    return searchUsers(this.#connection, search);
  }

  async insert(user: User): Promise<'inserted' | 'exists'> {
    if (await this.wasErased(user.id)) return 'exists';
    if ((await INSERT.run(this.#connection, userRow(user))) === 0) return 'exists';
    await recordNewUser(this.#connection, { userId: user.id, status: user.status, at: user.createdAt });
    return 'inserted';
  }

  async wasErased(id: string): Promise<boolean> {
    return (await findErased(this.#connection, id)) !== undefined;
  }

  async update(id: string, changes: UserChanges, now: number): Promise<'updated' | 'unknown'> {
    const parameters = changeParameters(USER_CHANGE_COLUMNS, changes);
    const folded = foldUserId(id);
    const { status } = changes;
    if (status !== undefined) await recordStatus(this.#connection, { folded, status, at: now });
    const changed = await UPDATE.run(this.#connection, { ...parameters, folded, now });
    return changed === 1 ? 'updated' : 'unknown';
  }

  async rehash(id: string, from: string, to: string): Promise<void> {
    await REHASH.post(this.#connection, { folded: foldUserId(id), from, to });
  }

  async takeTurn(id: string): Promise<void> {
    await TAKE_TURN.post(this.#connection, { folded: foldUserId(id) });
  }

  async takeAdministratorsTurn(): Promise<void> {
    await TAKE_ADMINISTRATORS_TURN.post(this.#connection, { people: PEOPLE });
  }

  async countAdministrators(): Promise<number> {
    return (await COUNT_ADMINISTRATORS.first(this.#connection, {}))?.count ?? 0;
  }
}
