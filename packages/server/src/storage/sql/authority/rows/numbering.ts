import type { Connection } from '../../connection.ts';
import { statement } from '../../statement.ts';

/** What is numbered by a counter of its own. */
export type Numbered = 'role' | 'resource' | 'group';

const TAKE = statement((db, given: { name: string; count: number }) =>
  db
    .updateTable('counters')
    .set((eb) => ({ next: eb('next', '+', given.count) }))
    .where('name', '=', given.name)
    .returning('next'),
);

const SKIP_PAST = statement((db, given: { name: string; next: number }) =>
  db.updateTable('counters').set({ next: given.next }).where('name', '=', given.name).where('next', '<', given.next),
);

/** Takes as many consecutive ids; answers the first. */
export async function takeIds(connection: Connection, name: Numbered, count: number): Promise<number> {
  const row = await TAKE.first(connection, { name, count });
  if (row === undefined) throw new Error(`the counter of ${name}s is missing`);
  return row.next - count;
}

/** Makes sure that an id which was given explicitly is never given out. */
export async function skipPast(connection: Connection, name: Numbered, id: number): Promise<void> {
  await SKIP_PAST.post(connection, { name, next: id + 1 });
}
