import { sql } from 'kysely';
import type { EndedMembership } from '../../storage.ts';
import type { Connection } from '../connection.ts';
import { statement } from '../statement.ts';
import { advanceEpoch } from './rows/epochs.ts';

// The conditions of the index of memberships that will expire, literally.
const WILL_EXPIRE = sql<boolean>`valid_to is null and expires_at is not null`;

const OLDEST = statement((db, given: { now: number }) =>
  db
    .selectFrom('role_users')
    .select('client_id')
    .where(WILL_EXPIRE)
    .where('expires_at', '<=', given.now)
    .orderBy('expires_at')
    .limit(1),
);

const END = statement((db, given: { client_id: number; now: number; limit: number }) =>
  db
    .updateTable('role_users')
    .set((eb) => ({ valid_to: eb.ref('expires_at') }))
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('role_users')
        .select('id')
        .where(WILL_EXPIRE)
        .where('client_id', '=', given.client_id)
        .where('expires_at', '<=', given.now)
        .limit(given.limit),
    )
    .returning(['client_id', 'role_id', 'user_id']),
);

/**
 * Ends rows of memberships that have expired, of the client whose turn came first, in that client's turn. History then says
 * what it said before: that they held until they expired.
 */
export async function endExpiredMemberships(
  connection: Connection,
  now: number,
  limit: number,
): Promise<readonly EndedMembership[]> {
  const oldest = await OLDEST.first(connection, { now });
  if (oldest === undefined) return [];
  await advanceEpoch(connection, oldest.client_id);
  const ended = await END.all(connection, { client_id: oldest.client_id, now, limit });
  return ended.map(({ client_id: clientId, role_id: roleId, user_id: userId }) => ({ clientId, roleId, userId }));
}
