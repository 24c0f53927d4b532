import { sql } from 'kysely';
import type { GroupStore } from '../../../authority/authority-store.ts';
import { type Group, PEOPLE } from '../../../authority/model.ts';
import { type ColumnsOf, changedOrKept, changeParameters } from '../changes.ts';
import type { Connection, SqlValue } from '../connection.ts';
import { statement } from '../statement.ts';
import { clientsOfGroup } from './rows/clients-of.ts';
import { advanceEpochs } from './rows/epochs.ts';
import { takeGroupTurn } from './rows/group-turn.ts';
import { endGroupUser, insertGroupUser, isInGroup, usersOfGroup } from './rows/group-users.ts';
import { skipPast, takeIds } from './rows/numbering.ts';

const COLUMNS = ['groups.id', 'name', 'email', 'description', 'owner'] as const;

const CHANGE_COLUMNS: ColumnsOf<Partial<Omit<Group, 'id'>>> = {
  name: 'name',
  email: 'email',
  description: 'description',
  owner: 'owner',
};

const FIND = statement((db, given: { id: number }) =>
  db.selectFrom('groups').select(COLUMNS).where('id', '=', given.id).where('deleted', '=', sql.lit(0)),
);

const FIND_BY_NAME = statement((db, given: { name: string }) =>
  db.selectFrom('groups').select(COLUMNS).where('name', '=', given.name).where('deleted', '=', sql.lit(0)),
);

const LIST = statement((db, given: { likes: string; after: number; limit: number }) =>
  db
    .selectFrom('groups')
    .select(COLUMNS)
    .where('id', '>', given.after)
    .where('deleted', '=', sql.lit(0))
    .where(sql<boolean>`lower(name) like ${given.likes} escape '\\'`)
    .orderBy('id')
    .limit(given.limit),
);

const INSERT = statement((db, given: Group & Record<string, SqlValue>) =>
  db
    .insertInto('groups')
    .values({
      id: given.id,
      name: given.name,
      email: given.email,
      description: given.description,
      owner: given.owner,
      deleted: 0,
      turn: 0,
    })
    .onConflict((conflict) => conflict.doNothing()),
);

const UPDATE = statement((db, given: Record<string, SqlValue>) =>
  db
    .updateTable('groups')
    .set(changedOrKept(Object.values(CHANGE_COLUMNS), given))
    .where('id', '=', sql<number>`${given['id']}`)
    .where('deleted', '=', sql.lit(0))
    // Asked in the same statement: a violated constraint would end the whole unit of work on some databases.
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('groups as other')
            .select('other.id')
            .where('other.name', '=', sql<string>`${given['name']}`)
            .where('other.deleted', '=', sql.lit(0))
            .where('other.id', '<>', sql<number>`${given['id']}`),
        ),
      ),
    ),
);

const DELETE = statement((db, given: { id: number }) =>
  db
    .updateTable('groups')
    .set({ deleted: 1 })
    .where('id', '=', given.id)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('role_groups').select('group_id').where('group_id', '=', given.id).where('valid_to', 'is', null))),
    )
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('group_users').select('group_id').where('group_id', '=', given.id).where('valid_to', 'is', null))),
    ),
);

const OF_USER = statement((db, given: { user_id: string }) =>
  db
    .selectFrom('group_users')
    .innerJoin('groups', 'groups.id', 'group_users.group_id')
    .select(COLUMNS)
    .where('user_id', '=', given.user_id)
    .where('valid_to', 'is', null)
    .orderBy('groups.id'),
);

/** Groups in SQL. */
export class SqlGroupStore implements GroupStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async find(id: number): Promise<Group | undefined> {
    return FIND.first(this.#connection, { id });
  }

  async findByName(name: string): Promise<Group | undefined> {
    return FIND_BY_NAME.first(this.#connection, { name });
  }

  async list(filter: { readonly likes?: string; readonly after: number; readonly limit: number }): Promise<Group[]> {
    const part = (filter.likes ?? '').toLowerCase().replace(/[\\%_]/g, '\\$&');
    return LIST.all(this.#connection, { likes: `%${part}%`, after: filter.after, limit: filter.limit });
  }

  async nextId(): Promise<number> {
    return takeIds(this.#connection, 'group', 1);
  }

  async insert({ id, name, email, description, owner }: Group): Promise<'inserted' | 'exists'> {
    if ((await INSERT.run(this.#connection, { id, name, email, description, owner })) === 0) return 'exists';
    await skipPast(this.#connection, 'group', id);
    return 'inserted';
  }

  async update(id: number, changes: Partial<Omit<Group, 'id'>>): Promise<'updated' | 'unknown' | 'name_taken'> {
    const parameters = changeParameters(CHANGE_COLUMNS, changes);
    if ((await UPDATE.run(this.#connection, { ...parameters, id })) === 1) return 'updated';
    return (await this.find(id)) === undefined ? 'unknown' : 'name_taken';
  }

  async delete(id: number): Promise<'deleted' | 'unknown' | 'in_use'> {
    if (!(await takeGroupTurn(this.#connection, id))) return 'unknown';
    return (await DELETE.run(this.#connection, { id })) === 1 ? 'deleted' : 'in_use';
  }

  async addUser(groupId: number, userId: string, at: number): Promise<'added' | 'already' | 'unknown'> {
    // What changes nothing takes nobody's turn; what the statement says that writes is what counts.
    if (await isInGroup(this.#connection, groupId, userId)) return 'already';
    if (!(await this.#takeTurns(groupId))) return 'unknown';
    const row = { group_id: groupId, user_id: userId, valid_from: at };
    return (await insertGroupUser(this.#connection, row)) ? 'added' : 'already';
  }

  async removeUser(groupId: number, userId: string, at: number): Promise<'removed' | 'unknown'> {
    if (!(await isInGroup(this.#connection, groupId, userId))) return 'unknown';
    if (!(await this.#takeTurns(groupId))) return 'unknown';
    return (await endGroupUser(this.#connection, { group_id: groupId, user_id: userId, at })) ? 'removed' : 'unknown';
  }

  async usersOf(groupId: number): Promise<string[]> {
    return usersOfGroup(this.#connection, groupId);
  }

  async groupsOf(userId: string): Promise<Group[]> {
    return OF_USER.all(this.#connection, { user_id: userId });
  }

  async clientsOf(groupId: number): Promise<number[]> {
    return clientsOfGroup(this.#connection, groupId);
  }

  // In the order in which everybody takes them: people, clients, groups.
  async #takeTurns(groupId: number): Promise<boolean> {
    const known = new Set([PEOPLE, ...(await this.clientsOf(groupId))]);
    await advanceEpochs(this.#connection, [...known]);
    if (!(await takeGroupTurn(this.#connection, groupId))) return false;
    // The group may have come into another client while this waited for its turn.
    await advanceEpochs(
      this.#connection,
      (await this.clientsOf(groupId)).filter((id) => !known.has(id)),
    );
    return true;
  }
}
