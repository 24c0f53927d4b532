import { sql } from 'kysely';
import type { Connection, SqlValue } from '../connection.ts';
import { type Statement, statement } from '../statement.ts';
import type { UserRow } from '../tables/identity-tables.ts';

type ByIds = Statement<Record<string, SqlValue>, UserRow>;

/** For few and for many, so that neither pays for the other; more than that are asked in several statements. */
const FEW = 16;
const MANY = 256;
const BY_FEW = byIds(FEW);
const BY_MANY = byIds(MANY);

/** The rows of the users of these folded ids, in no order; who does not exist is missing. */
export async function findUsersById(connection: Connection, foldedIds: readonly string[]): Promise<UserRow[]> {
  const found: UserRow[] = [];
  for (let start = 0; start < foldedIds.length; start += MANY) {
    const ids = foldedIds.slice(start, start + MANY);
    const [asked, size] = ids.length <= FEW ? [BY_FEW, FEW] : [BY_MANY, MANY];
    // The places that are left over ask for the first one again, which is answered once.
    const values = Array.from({ length: size }, (_, place): [string, SqlValue] => [nameOf(place), ids[place] ?? ids[0] ?? '']);
    for (const row of await asked.all(connection, Object.fromEntries(values))) found.push(row);
  }
  return found;
}

function byIds(size: number): ByIds {
  return statement((db, given: Record<string, SqlValue>) => {
    const places = Array.from({ length: size }, (_, place) => sql<string>`${given[nameOf(place)]}`);
    return db.selectFrom('users').selectAll().where('id_folded', 'in', places);
  });
}

function nameOf(place: number): string {
  return `id${place}`;
}
