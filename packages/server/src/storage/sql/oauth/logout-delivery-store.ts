import { foldUserId } from '../../../identity/user/user.ts';
import type {
  LogoutAttempt,
  LogoutDelivery,
  LogoutDeliveryFilter,
  LogoutDeliveryStore,
} from '../../../oauth/logout/logout-delivery.ts';
import type { Connection } from '../connection.ts';
import { statement } from '../statement.ts';
import type { LogoutDeliveryRow } from '../tables/oauth-tables.ts';
import { INSERT_OF_SESSION, INSERT_OF_USER, WAIT_FOR_SUCCESSOR, WAKE_OF_SESSION, WAKE_OF_USER } from './logout-recipients.ts';

const COLUMNS = [
  'id',
  'client_id',
  'session_id',
  'user_id',
  'created_at',
  'waits_for',
  'attempts',
  'next_attempt_at',
  'finished_at',
  'outcome',
  'last_error',
] as const satisfies readonly (keyof LogoutDeliveryRow)[];

const LIST_DUE = statement((db, given: { now: number; limit: number; limit_of_client: number }) =>
  db
    .selectFrom((due) =>
      due
        .selectFrom('logout_deliveries')
        .select(COLUMNS)
        .select((eb) =>
          eb.fn
            .agg<number>('row_number')
            .over((over) => over.partitionBy('client_id').orderBy('next_attempt_at').orderBy('id'))
            .as('place'),
        )
        .where('next_attempt_at', '<=', given.now)
        .as('placed'),
    )
    .select(COLUMNS)
    .where('place', '<=', given.limit_of_client)
    .orderBy('next_attempt_at')
    .orderBy('id')
    .limit(given.limit),
);

const CLAIM = statement((db, given: { id: string; attempts: number; now: number; lease_until: number }) =>
  db
    .updateTable('logout_deliveries')
    .set((eb) => ({ attempts: eb('attempts', '+', 1), next_attempt_at: given.lease_until }))
    .where('id', '=', given.id)
    .where('attempts', '=', given.attempts)
    .where('next_attempt_at', '<=', given.now),
);

interface Settled {
  readonly id: string;
  readonly attempts: number;
  readonly next_attempt_at: number | null;
  readonly finished_at: number | null;
  readonly outcome: LogoutDeliveryRow['outcome'];
  readonly last_error: string | null;
}

const SETTLE = statement((db, given: Settled) =>
  db
    .updateTable('logout_deliveries')
    .set({
      next_attempt_at: given.next_attempt_at,
      finished_at: given.finished_at,
      outcome: given.outcome,
      last_error: given.last_error,
    })
    .where('id', '=', given.id)
    .where('attempts', '=', given.attempts)
    .where('finished_at', 'is', null),
);

const LIST = statement((db, given: { limit: number }) =>
  db.selectFrom('logout_deliveries').select(COLUMNS).orderBy('created_at', 'desc').orderBy('id', 'desc').limit(given.limit),
);

const LIST_FAILED = statement((db, given: { limit: number }) =>
  db
    .selectFrom('logout_deliveries')
    .select(COLUMNS)
    .where('last_error', 'is not', null)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(given.limit),
);

/** Deliveries of logout tokens in SQL. */
export class SqlLogoutDeliveryStore implements LogoutDeliveryStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async sessionEnded(sessionId: string, now: number): Promise<number> {
    const given = { session: sessionId, now };
    const woken = await WAKE_OF_SESSION.run(this.#connection, given);
    return woken + (await INSERT_OF_SESSION.run(this.#connection, { ...given, waits_for: null, due_at: now }));
  }

  async sessionReplaced(sessionId: string, successorId: string, now: number): Promise<void> {
    await WAIT_FOR_SUCCESSOR.run(this.#connection, { session: sessionId, successor: successorId });
    await INSERT_OF_SESSION.run(this.#connection, { session: sessionId, now, waits_for: successorId, due_at: null });
  }

  async userSessionsEnd(userId: string, now: number, except = ''): Promise<number> {
    const given = { user: foldUserId(userId), except, now };
    const woken = await WAKE_OF_USER.run(this.#connection, given);
    return woken + (await INSERT_OF_USER.run(this.#connection, { ...given, waits_for: null, due_at: now }));
  }

  async listDue(now: number, limit: number, limitOfClient: number): Promise<LogoutDelivery[]> {
    return (await LIST_DUE.all(this.#connection, { now, limit, limit_of_client: limitOfClient })).map(deliveryOf);
  }

  async claim({ id, attempts }: LogoutDelivery, now: number, leaseUntil: number): Promise<'claimed' | 'taken'> {
    const changed = await CLAIM.run(this.#connection, { id, attempts, now, lease_until: leaseUntil });
    return changed === 1 ? 'claimed' : 'taken';
  }

  async settle(id: string, attempt: number, { now, error, retryAt }: LogoutAttempt): Promise<'settled' | 'late'> {
    const isOver = retryAt === null;
    const outcome = error === null ? 'delivered' : 'failed';
    const changed = await SETTLE.run(this.#connection, {
      id,
      attempts: attempt,
      next_attempt_at: retryAt,
      finished_at: isOver ? now : null,
      outcome: isOver ? outcome : null,
      last_error: error,
    });
    return changed === 1 ? 'settled' : 'late';
  }

  async list({ failedOnly, limit }: LogoutDeliveryFilter): Promise<LogoutDelivery[]> {
    return (await (failedOnly ? LIST_FAILED : LIST).all(this.#connection, { limit })).map(deliveryOf);
  }
}

function deliveryOf(row: LogoutDeliveryRow): LogoutDelivery {
  return {
    id: row.id,
    clientId: row.client_id,
    sessionId: row.session_id,
    userId: row.user_id,
    createdAt: row.created_at,
    waitsFor: row.waits_for,
    attempts: row.attempts,
    nextAttemptAt: row.next_attempt_at,
    finishedAt: row.finished_at,
    outcome: row.outcome,
    lastError: row.last_error,
  };
}
