import type { Connection } from '../connection.ts';
import { statement } from '../statement.ts';

interface Renaming {
  readonly user_id: string;
  readonly name: string;
}

const STILL_IN = statement((db, given: Renaming) =>
  db
    .selectFrom('role_users')
    .select('id')
    .where('user_id', '=', given.user_id)
    .where('valid_to', 'is', null)
    .unionAll((eb) =>
      eb.selectFrom('group_users').select('id').where('user_id', '=', given.user_id).where('valid_to', 'is', null),
    )
    .limit(1),
);

const TAKE_ALL_TURNS = statement((db, _: Renaming) =>
  db.updateTable('authority_epochs').set((eb) => ({ epoch: eb('epoch', '+', 1) })),
);

const MEMBERS = (['role_users', 'group_users', 'user_pauses'] as const).map((table) =>
  statement((db, given: Renaming) => db.updateTable(table).set({ user_id: given.name }).where('user_id', '=', given.user_id)),
);

const GRANTERS = (['role_users', 'role_groups', 'role_resources'] as const).map((table) =>
  statement((db, given: Renaming) =>
    db.updateTable(table).set({ granted_by: given.name }).where('granted_by', '=', given.user_id),
  ),
);

const CREATORS = (['roles', 'resources'] as const).map((table) =>
  statement((db, given: Renaming) =>
    db.updateTable(table).set({ created_by: given.name }).where('created_by', '=', given.user_id),
  ),
);

const EDITORS = (['roles', 'resources'] as const).map((table) =>
  statement((db, given: Renaming) =>
    db.updateTable(table).set({ updated_by: given.name }).where('updated_by', '=', given.user_id),
  ),
);

const OWNER = statement((db, given: Renaming) =>
  db.updateTable('groups').set({ owner: given.name }).where('owner', '=', given.user_id),
);

/** Puts a name in the place of a user, in the whole of history; looks at every row, since it is rarely done. */
export async function forgetUser(connection: Connection, userId: string, name: string): Promise<'forgotten' | 'still_in'> {
  const renaming = { user_id: userId, name };
  await TAKE_ALL_TURNS.run(connection, renaming);
  if ((await STILL_IN.first(connection, renaming)) !== undefined) return 'still_in';
  for (const rows of [...MEMBERS, ...GRANTERS, ...CREATORS, ...EDITORS, OWNER]) await rows.run(connection, renaming);
  return 'forgotten';
}
