import { orderedId } from '../../../../crypto/ordered-id.ts';
import type { Connection } from '../../connection.ts';
import { statement, valuesOf } from '../../statement.ts';
import type { GroupUserRow } from '../../tables/authority-tables.ts';

const COLUMNS = ['id', 'group_id', 'user_id', 'valid_from', 'valid_to'] as const satisfies readonly (keyof GroupUserRow)[];

interface OfGroupUser {
  readonly group_id: number;
  readonly user_id: string;
  readonly at: number;
}

const INSERT = statement((db, given: GroupUserRow) =>
  db
    .insertInto('group_users')
    .values(valuesOf(given, COLUMNS))
    .onConflict((conflict) => conflict.doNothing()),
);

// A late clock does not end what a fast one began before it began.
const END = statement((db, given: OfGroupUser) =>
  db
    .updateTable('group_users')
    .set((eb) => ({ valid_to: eb.case().when('valid_from', '>', given.at).then(eb.ref('valid_from')).else(given.at).end() }))
    .where('group_id', '=', given.group_id)
    .where('user_id', '=', given.user_id)
    .where('valid_to', 'is', null),
);

const FIND = statement((db, given: Omit<OfGroupUser, 'at'>) =>
  db
    .selectFrom('group_users')
    .select('id')
    .where('group_id', '=', given.group_id)
    .where('user_id', '=', given.user_id)
    .where('valid_to', 'is', null),
);

const USERS = statement((db, given: { group_id: number }) =>
  db
    .selectFrom('group_users')
    .select('user_id')
    .where('group_id', '=', given.group_id)
    .where('valid_to', 'is', null)
    .orderBy('user_id'),
);

/** Whether a user is in a group. */
export async function isInGroup(connection: Connection, groupId: number, userId: string): Promise<boolean> {
  return (await FIND.first(connection, { group_id: groupId, user_id: userId })) !== undefined;
}

/** Puts a user into a group; answers whether they were not in it. */
export async function insertGroupUser(connection: Connection, row: Omit<GroupUserRow, 'id' | 'valid_to'>): Promise<boolean> {
  return (await INSERT.run(connection, { ...row, id: orderedId(row.valid_from), valid_to: null })) === 1;
}

/** Takes a user out of a group; answers whether they were in it. */
export async function endGroupUser(connection: Connection, ended: OfGroupUser): Promise<boolean> {
  return (await END.run(connection, ended)) === 1;
}

/** The users who are in a group. */
export async function usersOfGroup(connection: Connection, groupId: number): Promise<string[]> {
  return (await USERS.all(connection, { group_id: groupId })).map(({ user_id }) => user_id);
}
