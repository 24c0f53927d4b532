import type { Session, SessionStore } from '../../../identity/session/session.ts';
import { SESSION_IDLE_MS } from '../../../identity/session/session-limits.ts';
import { foldUserId } from '../../../identity/user/user.ts';
import type { Connection } from '../connection.ts';
import { statement, valuesOf } from '../statement.ts';
import type { SessionRow } from '../tables/identity-tables.ts';
import { userNamed } from './user-reference.ts';

const COLUMNS = [
  'id',
  'secret_hash',
  'user_id',
  'authenticated_at',
  'created_at',
  'last_seen_at',
  'expires_at',
  'ended_at',
  'user_agent',
  'address',
] as const satisfies readonly (keyof SessionRow)[];

const INSERT = statement((db, given: SessionRow) => db.insertInto('sessions').values(valuesOf(given, COLUMNS)));

const FIND = statement((db, given: { id: string }) => db.selectFrom('sessions').select(COLUMNS).where('id', '=', given.id));

const TOUCH = statement((db, given: { id: string; now: number; idle_since: number }) =>
  db
    .updateTable('sessions')
    .set({ last_seen_at: given.now })
    .where('id', '=', given.id)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', given.now)
    .where('last_seen_at', '>', given.idle_since),
);

const END = statement((db, given: { id: string; now: number }) =>
  db.updateTable('sessions').set({ ended_at: given.now }).where('id', '=', given.id).where('ended_at', 'is', null),
);

const END_ALL = statement((db, given: { user: string; now: number; except: string }) =>
  db
    .updateTable('sessions')
    .set({ ended_at: given.now })
    .where('user_id', '=', userNamed(given.user))
    .where('ended_at', 'is', null)
    .where('id', '<>', given.except)
    .returning('id'),
);

const LIST_LIVE = statement((db, given: { user: string; now: number; idle_since: number }) =>
  db
    .selectFrom('sessions')
    .select(COLUMNS)
    .where('user_id', '=', userNamed(given.user))
    .where('ended_at', 'is', null)
    .where('expires_at', '>', given.now)
    .where('last_seen_at', '>', given.idle_since)
    .orderBy('id', 'desc'),
);

/** Sessions in SQL. */
export class SqlSessionStore implements SessionStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async insert(session: Session): Promise<void> {
    await INSERT.post(this.#connection, sessionRow(session));
  }

  async find(id: string): Promise<Session | undefined> {
    const row = await FIND.first(this.#connection, { id });
    return row && sessionOf(row);
  }

  async touch(id: string, now: number): Promise<void> {
    await TOUCH.post(this.#connection, { id, now, idle_since: now - SESSION_IDLE_MS });
  }

  async end(id: string, now: number): Promise<'ended' | 'unknown'> {
    return (await END.run(this.#connection, { id, now })) === 1 ? 'ended' : 'unknown';
  }

  // Those past a limit are ended too: the caller revokes what hangs on each, and tokens may have outlived them.
  async endAll(userId: string, now: number, except = ''): Promise<string[]> {
    const rows = await END_ALL.all(this.#connection, { user: foldUserId(userId), now, except });
    return rows.map((row) => row.id);
  }

  async listLive(userId: string, now: number): Promise<Session[]> {
    const rows = await LIST_LIVE.all(this.#connection, { user: foldUserId(userId), now, idle_since: now - SESSION_IDLE_MS });
    return rows.map(sessionOf);
  }
}

function sessionRow(session: Session): SessionRow {
  return {
    id: session.id,
    secret_hash: session.secretHash,
    user_id: session.userId,
    authenticated_at: session.authenticatedAt,
    created_at: session.createdAt,
    last_seen_at: session.lastSeenAt,
    expires_at: session.expiresAt,
    ended_at: session.endedAt,
    user_agent: session.userAgent,
    address: session.address,
  };
}

function sessionOf(row: SessionRow): Session {
  return {
    id: row.id,
    secretHash: row.secret_hash,
    userId: row.user_id,
    authenticatedAt: row.authenticated_at,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
    userAgent: row.user_agent,
    address: row.address,
  };
}
