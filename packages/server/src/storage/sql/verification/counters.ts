import { type RawBuilder, sql } from 'kysely';
import type { VerifiedPart, Violation } from '../../verification-store.ts';
import type { Connection } from '../connection.ts';
import { statement } from '../statement.ts';

const GREATEST: readonly { readonly name: string; readonly greatest: RawBuilder<number | null> }[] = [
  { name: 'client', greatest: sql`select max(id) from clients` },
  { name: 'role', greatest: sql`select max(role_id) from roles` },
  { name: 'resource', greatest: sql`select max(resource_id) from resources` },
  { name: 'group', greatest: sql`select max(id) from groups` },
];

const COUNTERS = GREATEST.map(({ name, greatest }) => ({
  name,
  find: statement((db, _: Record<never, never>) =>
    db
      .selectFrom('counters')
      .select(['next', sql<number | null>`(${greatest})`.as('greatest')])
      .where('name', '=', sql.lit(name)),
  ),
}));

/** No id that was given out is given out again: each counter is beyond the greatest. */
export async function verifyCounters(connection: Connection): Promise<VerifiedPart> {
  const violations: Violation[] = [];
  for (const { name, find } of COUNTERS) {
    const row = await find.first(connection, {});
    if (row === undefined) violations.push({ severity: 'wrong', problem: `the counter of ${name}s is missing` });
    else if (Number(row.greatest ?? 0) >= Number(row.next)) {
      const problem = `the counter of ${name}s stands at ${row.next}, and ${name} ${row.greatest} is there already`;
      violations.push({ severity: 'wrong', problem });
    }
  }
  return { checked: COUNTERS.length, violations, next: undefined };
}
