import type { ReplayStore } from '../../../oauth/client-authentication/replay-store.ts';
import type { Connection } from '../connection.ts';
import { statement } from '../statement.ts';
import type { ReplayRow } from '../tables/oauth-tables.ts';

const RECORD = statement((db, given: ReplayRow) =>
  db
    .insertInto('replays')
    .values({ key: given.key, expires_at: given.expires_at })
    .onConflict((conflict) => conflict.doNothing()),
);

/** One-time use of signed messages in SQL. */
export class SqlReplayStore implements ReplayStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async record(key: string, expiresAt: number): Promise<'first_use' | 'replayed'> {
    return (await RECORD.run(this.#connection, { key, expires_at: expiresAt })) === 1 ? 'first_use' : 'replayed';
  }
}
