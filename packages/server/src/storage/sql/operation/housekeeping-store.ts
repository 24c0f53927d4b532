import type { EndedByRestore, EndedMembership, HousekeepingStore } from '../../storage.ts';
import { endExpiredMemberships } from '../authority/expired-memberships.ts';
import { listHistories, trimHistory } from '../authority/trim-history.ts';
import type { Connection } from '../connection.ts';
import { deleteDeadGrants } from './dead-grants.ts';
import { endIssued } from './end-issued.ts';
import { EXPIRED_ROWS } from './expired-rows.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Removal of rows that nobody can use any more, in SQL. */
export class SqlHousekeepingStore implements HousekeepingStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async deleteExpired(now: number, limit: number): Promise<number> {
    const expiry = { now, hour_ago: now - HOUR_MS, day_ago: now - DAY_MS, month_ago: now - 30 * DAY_MS };
    let deleted = 0;
    for (const rows of EXPIRED_ROWS) {
      deleted += await rows.run(this.#connection, { ...expiry, limit: limit - deleted });
      if (deleted >= limit) return deleted;
    }
    return deleted + (await deleteDeadGrants(this.#connection, { ...expiry, limit: limit - deleted }));
  }

  async endExpiredMemberships(now: number, limit: number): Promise<readonly EndedMembership[]> {
    return endExpiredMemberships(this.#connection, now, limit);
  }

  async histories(after: number, limit: number): Promise<number[]> {
    return listHistories(this.#connection, after, limit);
  }

  async trimHistory(clientId: number, before: number, limit: number): Promise<number> {
    return trimHistory(this.#connection, { client_id: clientId, before, limit });
  }

  async endIssued(now: number, keepSessions: boolean): Promise<EndedByRestore> {
    return endIssued(this.#connection, now, keepSessions);
  }
}
