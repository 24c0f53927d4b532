import type { Connection } from '../../connection.ts';
import { statement } from '../../statement.ts';

const OF_USER = statement((db, given: { user_id: string }) =>
  db
    .selectFrom('role_users')
    .select('client_id')
    .where('user_id', '=', given.user_id)
    .where('valid_to', 'is', null)
    .union((eb) =>
      eb
        .selectFrom('group_users')
        .innerJoin('role_groups', 'role_groups.group_id', 'group_users.group_id')
        .select('role_groups.client_id')
        .where('group_users.user_id', '=', given.user_id)
        .where('group_users.valid_to', 'is', null)
        .where('role_groups.valid_to', 'is', null),
    )
    .orderBy('client_id'),
);

const OF_GROUP = statement((db, given: { group_id: number }) =>
  db
    .selectFrom('role_groups')
    .select('client_id')
    .distinct()
    .where('group_id', '=', given.group_id)
    .where('valid_to', 'is', null)
    .orderBy('client_id'),
);

/** The clients in whose roles a user is, directly or by a group, ascending. */
export async function clientsOfUser(connection: Connection, userId: string): Promise<number[]> {
  return (await OF_USER.all(connection, { user_id: userId })).map(({ client_id }) => client_id);
}

/** The clients in whose roles a group is, ascending. */
export async function clientsOfGroup(connection: Connection, groupId: number): Promise<number[]> {
  return (await OF_GROUP.all(connection, { group_id: groupId })).map(({ client_id }) => client_id);
}
