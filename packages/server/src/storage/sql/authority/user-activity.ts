import { PEOPLE } from '../../../authority/model.ts';
import type { UserStatus } from '../../../identity/user/user.ts';
import type { Connection } from '../connection.ts';
import { statement } from '../statement.ts';
import { clientsOfUser } from './rows/clients-of.ts';
import { advanceEpoch, advanceEpochs } from './rows/epochs.ts';

const STATUS = statement((db, given: { folded: string }) =>
  db.selectFrom('users').select(['id', 'status']).where('id_folded', '=', given.folded),
);

// Paused again in the very millisecond in which a pause had begun and ended.
const PAUSE = statement((db, given: { user_id: string; at: number }) =>
  db
    .insertInto('user_pauses')
    .values({ user_id: given.user_id, valid_from: given.at, valid_to: null })
    .onConflict((conflict) => conflict.columns(['user_id', 'valid_from']).doUpdateSet({ valid_to: null })),
);

const RESUME = statement((db, given: { user_id: string; at: number }) =>
  db
    .updateTable('user_pauses')
    .set((eb) => ({ valid_to: eb.case().when('valid_from', '>', given.at).then(eb.ref('valid_from')).else(given.at).end() }))
    .where('user_id', '=', given.user_id)
    .where('valid_to', 'is', null),
);

/** Records that a user was made, and whether they are active from the start. */
export async function recordNewUser(
  connection: Connection,
  { userId, status, at }: { readonly userId: string; readonly status: UserStatus; readonly at: number },
): Promise<void> {
  await advanceEpoch(connection, PEOPLE);
  if (status !== 'active') await PAUSE.run(connection, { user_id: userId, at });
}

/**
 * Records from when on a user is active or not, before the status is written, and takes the turn of every client the user is
 * in: whatever path freezes or deletes somebody, no memory of what they may do outlives it.
 */
export async function recordStatus(
  connection: Connection,
  { folded, status, at }: { readonly folded: string; readonly status: UserStatus; readonly at: number },
): Promise<void> {
  if (!(await isChange(connection, folded, status))) return;
  // Two who change the same user wait for each other here.
  await advanceEpoch(connection, PEOPLE);
  const user = await STATUS.first(connection, { folded });
  if (user === undefined || (user.status === 'active') === (status === 'active')) return;
  await (status === 'active' ? RESUME : PAUSE).run(connection, { user_id: user.id, at });
  await advanceEpochs(connection, await clientsOfUser(connection, user.id));
}

async function isChange(connection: Connection, folded: string, status: UserStatus): Promise<boolean> {
  const user = await STATUS.first(connection, { folded });
  return user !== undefined && (user.status === 'active') !== (status === 'active');
}
