import { foldUserId } from '../../../identity/user/user.ts';
import type { ErasureStore } from '../../erasure-store.ts';
import type { Connection } from '../connection.ts';
import { statement } from '../statement.ts';
import { findErased, finishErased, insertErased } from './erased-users.ts';
import { userNamed } from './user-reference.ts';

interface OfUser {
  readonly user: string;
  readonly limit: number;
}

// What hangs on grants first, in the order in which rows refer to each other.
const ISSUED = (['codes', 'device_codes', 'refresh_tokens', 'access_tokens'] as const).map((table) =>
  statement((db, given: OfUser) =>
    db.deleteFrom(table).where('id', 'in', (eb) =>
      eb
        .selectFrom(table)
        .select('id')
        .where('grant_id', 'in', (grants) =>
          grants.selectFrom('grants').select('grants.id').where('grants.user_id', '=', userNamed(given.user)),
        )
        .limit(given.limit),
    ),
  ),
);

const HELD = (['grants', 'sessions'] as const).map((table) =>
  statement((db, given: OfUser) =>
    db
      .deleteFrom(table)
      .where('id', 'in', (eb) =>
        eb.selectFrom(table).select('id').where('user_id', '=', userNamed(given.user)).limit(given.limit),
      ),
  ),
);

// One a client and scope: few, whoever it is.
const CONSENTS = statement((db, given: OfUser) => db.deleteFrom('consents').where('user_id', '=', userNamed(given.user)));

// What is still to be delivered names the session alone, which is as good to the application.
const LOGOUTS = statement((db, given: { user: string }) =>
  db.updateTable('logout_deliveries').set({ user_id: null }).where('user_id', '=', userNamed(given.user)),
);

const USER = statement((db, given: { user: string }) => db.deleteFrom('users').where('id_folded', '=', given.user));

/** Erasing a person, in SQL. */
export class SqlErasureStore implements ErasureStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async begin(userId: string, name: string): Promise<string> {
    return insertErased(this.#connection, userId, name);
  }

  async find(userId: string): Promise<'underway' | 'erased' | undefined> {
    const found = await findErased(this.#connection, userId);
    if (found === undefined) return undefined;
    return found.name === '' ? 'erased' : 'underway';
  }

  async deleteRows(userId: string, limit: number): Promise<number> {
    const user = foldUserId(userId);
    let deleted = 0;
    for (const rows of [...ISSUED, ...HELD]) {
      deleted += await rows.run(this.#connection, { user, limit: limit - deleted });
      if (deleted >= limit) return deleted;
    }
    deleted += await LOGOUTS.run(this.#connection, { user });
    return deleted + (await CONSENTS.run(this.#connection, { user, limit }));
  }

  async removeUser(userId: string): Promise<void> {
    await USER.run(this.#connection, { user: foldUserId(userId) });
  }

  async finish(userId: string): Promise<void> {
    await finishErased(this.#connection, userId);
  }
}
