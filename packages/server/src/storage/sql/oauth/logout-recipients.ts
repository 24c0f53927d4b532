import { type Compilable, type InsertResult, type Kysely, type RawBuilder, sql, type UpdateResult } from 'kysely';
import { userNamed } from '../identity/user-reference.ts';
import { type Statement, statement } from '../statement.ts';
import type { Tables } from '../tables/tables.ts';

/** When deliveries are due that are written: `null` while they wait for another session to end. */
interface Due {
  readonly now: number;
  readonly waits_for: string | null;
  readonly due_at: number | null;
}

interface OfSession {
  readonly session: string;
}

interface OfUser {
  readonly user: string;
  readonly except: string;
}

const FILLED = [
  'id',
  'client_id',
  'session_id',
  'user_id',
  'created_at',
  'waits_for',
  'attempts',
  'next_attempt_at',
] as const satisfies readonly (keyof Tables['logout_deliveries'])[];

// The metadata is JSON, in which a quotation mark inside a value is escaped: so this is the name of a member. Where it should
// be one further down, no address is found when the delivery is due, and nothing is sent.
const TOLD_OF_LOGOUT = '%"backchannel_logout_uri":"%';

/**
 * Writes a delivery for each session and client of the grants of which `condition` holds. A revoked grant counts: the
 * application may hold a session of its own all the same. Types are said, since a parameter that is selected has none on
 * PostgreSQL.
 */
function insertDeliveries(
  db: Kysely<Tables>,
  condition: RawBuilder<boolean>,
  { now, waits_for, due_at }: Due,
): Compilable<InsertResult> {
  const recipients = db
    .selectFrom('grants')
    .innerJoin('clients', 'clients.id', 'grants.client_id')
    .where('grants.session_id', 'is not', null)
    .where('clients.metadata', 'like', TOLD_OF_LOGOUT)
    .where(condition)
    .groupBy(['grants.session_id', 'grants.client_id', 'grants.user_id'])
    .select([
      sql<string>`grants.session_id || '.' || cast(grants.client_id as text)`.as('id'),
      'grants.client_id',
      sql<string>`grants.session_id`.as('session_id'),
      'grants.user_id',
      sql<number>`cast(${now} as bigint)`.as('created_at'),
      sql<string | null>`cast(${waits_for} as text)`.as('waits_for'),
      sql<number>`0`.as('attempts'),
      sql<number | null>`cast(${due_at} as bigint)`.as('next_attempt_at'),
    ]);
  return db
    .insertInto('logout_deliveries')
    .columns(FILLED)
    .expression(recipients)
    .onConflict((conflict) => conflict.doNothing());
}

/** Writes deliveries for the clients of one session. */
export const INSERT_OF_SESSION: Statement<Due & OfSession, InsertResult> = statement((db, given) =>
  insertDeliveries(db, sql<boolean>`grants.session_id = ${given.session}`, given),
);

/** Writes deliveries for the clients of a user's sessions that are not over, and of whatever grants of theirs are alive. */
export const INSERT_OF_USER: Statement<Due & OfUser, InsertResult> = statement((db, given) => {
  const user = userNamed(given.user);
  const condition = sql<boolean>`grants.user_id = ${user} and grants.session_id <> ${given.except} and (grants.revoked_at is null
    or grants.session_id in (select id from sessions where user_id = ${user} and ended_at is null))`;
  return insertDeliveries(db, condition, given);
});

/** Writes deliveries for the clients of all that is alive. */
export const INSERT_OF_ALL: Statement<Due, InsertResult> = statement((db, given) =>
  insertDeliveries(
    db,
    sql<boolean>`(grants.revoked_at is null or grants.session_id in (select id from sessions where ended_at is null))`,
    given,
  ),
);

/** Makes due what waited for this session to end. */
export const WAKE_OF_SESSION: Statement<OfSession & Pick<Due, 'now'>, UpdateResult> = statement((db, given) =>
  db.updateTable('logout_deliveries').set({ waits_for: null, next_attempt_at: given.now }).where('waits_for', '=', given.session),
);

/** Makes due what waited for any session of a user but one. */
export const WAKE_OF_USER: Statement<OfUser & Pick<Due, 'now'>, UpdateResult> = statement((db, given) =>
  db
    .updateTable('logout_deliveries')
    .set({ waits_for: null, next_attempt_at: given.now })
    .where('user_id', '=', userNamed(given.user))
    .where('waits_for', '<>', given.except),
);

/** Makes due all that waits. */
export const WAKE_ALL: Statement<Pick<Due, 'now'>, UpdateResult> = statement((db, given) =>
  db.updateTable('logout_deliveries').set({ waits_for: null, next_attempt_at: given.now }).where('waits_for', 'is not', null),
);

/** What waited for this session waits for the one that replaced it. */
export const WAIT_FOR_SUCCESSOR: Statement<OfSession & { successor: string }, UpdateResult> = statement((db, given) =>
  db.updateTable('logout_deliveries').set({ waits_for: given.successor }).where('waits_for', '=', given.session),
);
