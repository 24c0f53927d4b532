import { sql } from 'kysely';
import type { AnnouncementStore } from '../../storage.ts';
import type { Connection } from '../connection.ts';
import { statement } from '../statement.ts';

/** Where announcements of all nodes go: a channel of the database. */
export const ANNOUNCEMENTS = 'hufu';

// One lock is held for all of them while a commit is made durable: what is done for each request must not announce.
const ANNOUNCE = statement((db, given: { text: string }) =>
  db.selectNoFrom(sql<null>`pg_notify(${ANNOUNCEMENTS}, ${given.text})`.as('nothing')),
);

/** Announcements in SQL, where the database has them: nobody announces but where there is a feed. */
export class SqlAnnouncementStore implements AnnouncementStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async announce(text: string): Promise<void> {
    await ANNOUNCE.post(this.#connection, { text });
  }
}
