import type { Turn } from '../../../../authority/read-model/committed.ts';
import type { Connection } from '../../connection.ts';
import { statement } from '../../statement.ts';

interface OfClient {
  readonly client_id: number;
}

// Its row count decides, and until the unit of work ends it keeps others from taking the same turn.
const ADVANCE = statement((db, given: OfClient) =>
  db
    .updateTable('authority_epochs')
    .set((eb) => ({ epoch: eb('epoch', '+', 1) }))
    .where('client_id', '=', given.client_id)
    .returning('epoch'),
);

const FIND = statement((db, given: OfClient) =>
  db.selectFrom('authority_epochs').select(['epoch', 'history_from']).where('client_id', '=', given.client_id),
);

const BEGIN = statement((db, given: OfClient & { at: number }) =>
  db
    .insertInto('authority_epochs')
    .values({ client_id: given.client_id, epoch: 1, changed_at: given.at, history_from: given.at })
    .onConflict((conflict) => conflict.doNothing()),
);

const DATE = statement((db, given: OfClient & { at: number }) =>
  db
    .updateTable('authority_epochs')
    .set((eb) => ({ changed_at: eb.case().when('changed_at', '<', given.at).then(given.at).else(eb.ref('changed_at')).end() }))
    .where('client_id', '=', given.client_id)
    .returning('changed_at'),
);

// A unit of work has a connection of its own, which nobody knows after it.
const TAKEN = new WeakMap<Connection, Map<number, Turn>>();
const NONE: ReadonlyMap<number, Turn> = new Map();

/** Takes the turn of a client, or of `PEOPLE`; answers its new epoch, `undefined` when there is no such client. */
export async function advanceEpoch(connection: Connection, clientId: number): Promise<number | undefined> {
  const epoch = (await ADVANCE.first(connection, { client_id: clientId }))?.epoch;
  if (epoch === undefined) return undefined;
  const taken = TAKEN.get(connection) ?? new Map<number, Turn>();
  TAKEN.set(connection, taken);
  taken.set(clientId, { from: taken.get(clientId)?.from ?? epoch - 1, to: epoch });
  return epoch;
}

/** The turns that were taken on a unit of work's connection. */
export function turnsTaken(connection: Connection): ReadonlyMap<number, Turn> {
  return TAKEN.get(connection) ?? NONE;
}

/** Takes the turns of several clients, always in the same order, so that two who do so do not wait for each other. */
export async function advanceEpochs(connection: Connection, clientIds: readonly number[]): Promise<void> {
  for (const id of clientIds.toSorted((one, other) => one - other)) await advanceEpoch(connection, id);
}

/** A client's epoch, and from when on its states can be told. */
export async function findEpoch(
  connection: Connection,
  clientId: number,
): Promise<{ readonly epoch: number; readonly history_from: number } | undefined> {
  return FIND.first(connection, { client_id: clientId });
}

/** Starts a client's epochs; answers whether it had none. */
export async function beginEpochs(connection: Connection, clientId: number, at: number): Promise<boolean> {
  return (await BEGIN.run(connection, { client_id: clientId, at })) === 1;
}

/** The time to write under: the given one, unless something was already written under a later one. */
export async function dateOfChange(connection: Connection, clientId: number, at: number): Promise<number> {
  const row = await DATE.first(connection, { client_id: clientId, at });
  if (row === undefined) throw new Error(`client ${clientId} has no authority`);
  return row.changed_at;
}
