import type { ThrottleState, ThrottleStore } from '../../../identity/credentials/throttle-store.ts';
import type { Connection } from '../connection.ts';
import { statement, valuesOf } from '../statement.ts';
import type { ThrottleRow } from '../tables/identity-tables.ts';

const COLUMNS = ['key', 'count', 'window_start', 'blocked_until'] as const satisfies readonly (keyof ThrottleRow)[];

const FIND = statement((db, given: { key: string }) => db.selectFrom('throttles').select(COLUMNS).where('key', '=', given.key));

const INSERT = statement((db, given: ThrottleRow) =>
  db
    .insertInto('throttles')
    .values(valuesOf(given, COLUMNS))
    .onConflict((conflict) => conflict.doNothing()),
);

interface Replacement extends ThrottleRow {
  readonly old_count: number;
  readonly old_window_start: number;
  readonly old_blocked_until: number;
}

const REPLACE = statement((db, given: Replacement) =>
  db
    .updateTable('throttles')
    .set({ count: given.count, window_start: given.window_start, blocked_until: given.blocked_until })
    .where('key', '=', given.key)
    .where('count', '=', given.old_count)
    .where('window_start', '=', given.old_window_start)
    .where('blocked_until', '=', given.old_blocked_until),
);

const CLEAR = statement((db, given: { key: string }) => db.deleteFrom('throttles').where('key', '=', given.key));

/** Counters of failures in SQL. */
export class SqlThrottleStore implements ThrottleStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async find(key: string): Promise<ThrottleState | undefined> {
    const row = await FIND.first(this.#connection, { key });
    return row && { count: row.count, windowStart: row.window_start, blockedUntil: row.blocked_until };
  }

  async advance(key: string, expected: ThrottleState | undefined, next: ThrottleState): Promise<boolean> {
    const row = { key, count: next.count, window_start: next.windowStart, blocked_until: next.blockedUntil };
    if (expected === undefined) return (await INSERT.run(this.#connection, row)) === 1;
    const changed = await REPLACE.run(this.#connection, {
      ...row,
      old_count: expected.count,
      old_window_start: expected.windowStart,
      old_blocked_until: expected.blockedUntil,
    });
    return changed === 1;
  }

  async clear(key: string): Promise<void> {
    await CLEAR.post(this.#connection, { key });
  }
}
