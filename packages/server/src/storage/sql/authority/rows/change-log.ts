import type { AuthorityEvent, Committed } from '../../../../authority/read-model/committed.ts';
import { orderedId } from '../../../../crypto/ordered-id.ts';
import type { Connection } from '../../connection.ts';
import { statement, valuesOf } from '../../statement.ts';
import type { AuthorityChangeRow } from '../../tables/authority-tables.ts';

const COLUMNS = [
  'id',
  'client_id',
  'from_epoch',
  'epoch',
  'at',
  'events',
] as const satisfies readonly (keyof AuthorityChangeRow)[];

const INSERT = statement((db, given: AuthorityChangeRow) => db.insertInto('authority_changes').values(valuesOf(given, COLUMNS)));

const SINCE = statement((db, given: { client_id: number; after: number; until: number }) =>
  db
    .selectFrom('authority_changes')
    .select(['from_epoch', 'epoch', 'events'])
    .where('client_id', '=', given.client_id)
    .where('epoch', '>', given.after)
    .where('epoch', '<=', given.until)
    .orderBy('epoch'),
);

/** Writes a row for each turn of each of these. */
export async function recordCommits(connection: Connection, commits: readonly Committed[], now: number): Promise<void> {
  for (const { turns, events } of commits) {
    for (const [client_id, { from, to }] of turns) {
      const row = { id: orderedId(now), client_id, from_epoch: from, epoch: to, at: now, events: JSON.stringify(events) };
      await INSERT.post(connection, row);
    }
  }
}

/** See `AuthorityStore.changesSince`. */
export async function changesSince(
  connection: Connection,
  which: { readonly client_id: number; readonly after: number; readonly until: number },
): Promise<readonly Committed[]> {
  const rows = await SINCE.all(connection, which);
  return rows.map(({ from_epoch: from, epoch: to, events }) => ({
    // As `recordCommits` wrote them.
    events: JSON.parse(events) as AuthorityEvent[],
    turns: new Map([[which.client_id, { from, to }]]),
  }));
}
