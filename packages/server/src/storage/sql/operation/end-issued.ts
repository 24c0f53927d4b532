import type { EndedByRestore } from '../../storage.ts';
import type { Connection } from '../connection.ts';
import { INSERT_OF_ALL, WAKE_ALL } from '../oauth/logout-recipients.ts';
import { statement } from '../statement.ts';

/** Far more than anybody writes between a backup and its restoring. */
const EPOCHS_SKIPPED = 1_000_000;

const LINKS = statement((db, given: { now: number }) =>
  db.updateTable('one_time_links').set({ used_at: given.now }).where('used_at', 'is', null),
);

const CODES = statement((db, given: { now: number }) =>
  db.updateTable('codes').set({ expires_at: given.now }).where('redeemed_at', 'is', null).where('expires_at', '>', given.now),
);

// What was answered after the backup must not be answered again.
const DEVICE_CODES = statement((db) => db.deleteFrom('device_codes'));
const PUSHED_REQUESTS = statement((db) => db.deleteFrom('pushed_requests'));

const SESSIONS = statement((db, given: { now: number }) =>
  db.updateTable('sessions').set({ ended_at: given.now }).where('ended_at', 'is', null),
);

const GRANTS = statement((db, given: { now: number }) =>
  db.updateTable('grants').set({ revoked_at: given.now }).where('user_id', 'is not', null).where('revoked_at', 'is', null),
);

// A client's own grant has a settled id and carries what it will be issued next: only what it has goes.
const OWN_TOKENS = statement((db, given: { now: number }) =>
  db.updateTable('access_tokens').set({ revoked_at: given.now }).where('user_id', 'is', null).where('revoked_at', 'is', null),
);

const EPOCHS = statement((db, given: { skipped: number }) =>
  db.updateTable('authority_epochs').set((eb) => ({ epoch: eb('epoch', '+', given.skipped) })),
);

/** See `HousekeepingStore.endIssued`. Tokens of users end with their grants. */
export async function endIssued(connection: Connection, now: number, keepSessions: boolean): Promise<EndedByRestore> {
  await EPOCHS.run(connection, { skipped: EPOCHS_SKIPPED });
  await DEVICE_CODES.run(connection, {});
  await PUSHED_REQUESTS.run(connection, {});
  if (!keepSessions) {
    await WAKE_ALL.run(connection, { now });
    await INSERT_OF_ALL.run(connection, { now, waits_for: null, due_at: now });
  }
  return {
    links: await LINKS.run(connection, { now }),
    codes: await CODES.run(connection, { now }),
    sessions: keepSessions ? 0 : await SESSIONS.run(connection, { now }),
    grants: keepSessions ? 0 : await GRANTS.run(connection, { now }),
    client_tokens: keepSessions ? 0 : await OWN_TOKENS.run(connection, { now }),
  };
}
