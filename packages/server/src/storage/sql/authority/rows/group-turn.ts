import type { Connection } from '../../connection.ts';
import { statement } from '../../statement.ts';

const TAKE = statement((db, given: { id: number }) =>
  db
    .updateTable('groups')
    .set((eb) => ({ turn: eb('turn', '+', 1) }))
    .where('id', '=', given.id)
    .where('deleted', '=', 0),
);

/**
 * Keeps others from changing who is in a group, and where it is, until the unit of work ends. Answers whether there is such
 * a group.
 */
export async function takeGroupTurn(connection: Connection, id: number): Promise<boolean> {
  return (await TAKE.run(connection, { id })) === 1;
}
