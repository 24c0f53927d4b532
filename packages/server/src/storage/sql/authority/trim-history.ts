import { PEOPLE } from '../../../authority/model.ts';
import type { Connection } from '../connection.ts';
import { statement } from '../statement.ts';

interface Trim {
  readonly client_id: number;
  /** What ended before goes, in milliseconds since 1970. */
  readonly before: number;
  readonly limit: number;
}

const HISTORIES = statement((db, given: { after: number; limit: number }) =>
  db
    .selectFrom('authority_epochs')
    .select('client_id')
    .where('client_id', '>', given.after)
    .orderBy('client_id')
    .limit(given.limit),
);

const FORGET_STATES = statement((db, given: Trim) =>
  db
    .updateTable('authority_epochs')
    .set({ history_from: given.before })
    .where('client_id', '=', given.client_id)
    .where('history_from', '<', given.before),
);

const OF_CLIENT = (['roles', 'resources', 'role_users', 'role_groups', 'role_resources'] as const).map((table) =>
  statement((db, given: Trim) =>
    db
      .deleteFrom(table)
      .where('id', 'in', (eb) =>
        eb
          .selectFrom(table)
          .select('id')
          .where('client_id', '=', given.client_id)
          .where('valid_to', '<', given.before)
          .limit(given.limit),
      ),
  ),
);

const GROUP_USERS = statement((db, given: Trim) =>
  db.deleteFrom('group_users').where('id', 'in', (eb) =>
    eb
      .selectFrom('group_users')
      .select('id')
      // Every one; named so that the index by group and end is used.
      .where('group_id', 'in', eb.selectFrom('groups').select('groups.id'))
      .where('valid_to', '<', given.before)
      .limit(given.limit),
  ),
);

const PAUSES = statement((db, given: Trim) =>
  db
    .deleteFrom('user_pauses')
    .where('valid_to', '<', given.before)
    .where('user_id', 'in', (eb) =>
      eb.selectFrom('user_pauses').select('user_id').where('valid_to', '<', given.before).limit(given.limit),
    ),
);

/** The clients with an authority, and first of all the people. */
export async function listHistories(connection: Connection, after: number, limit: number): Promise<number[]> {
  return (await HISTORIES.all(connection, { after, limit })).map(({ client_id }) => client_id);
}

/** Deletes a client's rows that ended too long ago; states from before then can no longer be told. */
export async function trimHistory(connection: Connection, trim: Trim): Promise<number> {
  await FORGET_STATES.run(connection, trim);
  let deleted = 0;
  for (const rows of trim.client_id === PEOPLE ? [GROUP_USERS, PAUSES] : OF_CLIENT) deleted += await rows.run(connection, trim);
  return deleted;
}
