import type { Resource } from '../../../../authority/model.ts';
import { orderedId } from '../../../../crypto/ordered-id.ts';
import type { Connection } from '../../connection.ts';
import { statement, valuesOf } from '../../statement.ts';
import type { ResourceRow } from '../../tables/authority-tables.ts';

/** The columns of a version of a resource. */
export const RESOURCE_COLUMNS = [
  'id',
  'resource_id',
  'client_id',
  'name',
  'description',
  'data',
  'created_by',
  'created_at',
  'updated_by',
  'updated_at',
  'valid_from',
  'valid_to',
] as const;

interface OfResource {
  readonly client_id: number;
  readonly resource_id: number;
}

const INSERT = statement((db, given: ResourceRow) =>
  db
    .insertInto('resources')
    .values(valuesOf(given, RESOURCE_COLUMNS))
    .onConflict((conflict) => conflict.doNothing()),
);

const FIND = statement((db, given: OfResource) =>
  db
    .selectFrom('resources')
    .select(RESOURCE_COLUMNS)
    .where('resource_id', '=', given.resource_id)
    .where('client_id', '=', given.client_id)
    .where('valid_to', 'is', null),
);

const END = statement((db, given: OfResource & { at: number }) =>
  db
    .updateTable('resources')
    .set({ valid_to: given.at })
    .where('resource_id', '=', given.resource_id)
    .where('client_id', '=', given.client_id)
    .where('valid_to', 'is', null),
);

/** Begins a resource; answers whether its id was free. */
export async function insertResource(connection: Connection, resource: Omit<ResourceRow, 'id' | 'valid_to'>): Promise<boolean> {
  const row = { ...resource, id: orderedId(resource.valid_from), valid_to: null };
  return (await INSERT.run(connection, row)) === 1;
}

/** Ends a resource's version and begins the next one. Throws when the client has no such resource. */
export async function changeResource(
  connection: Connection,
  resource: OfResource & { readonly by: string; readonly at: number },
  changes: Pick<ResourceRow, 'name' | 'description' | 'data'>,
): Promise<void> {
  const { client_id, resource_id, by, at } = resource;
  const before = await FIND.first(connection, { client_id, resource_id });
  if (before === undefined) throw new Error(`client ${client_id} has no resource ${resource_id}`);
  await END.run(connection, { client_id, resource_id, at });
  await insertResource(connection, { ...before, ...changes, updated_by: by, updated_at: at, valid_from: at });
}

/** Ends a resource. Throws when the client has no such resource. */
export async function endResource(connection: Connection, resource: OfResource & { readonly at: number }): Promise<void> {
  if ((await END.run(connection, resource)) !== 1) {
    throw new Error(`client ${resource.client_id} has no resource ${resource.resource_id}`);
  }
}

/** A version of a resource. */
export function resourceOf(row: ResourceRow): Resource {
  return {
    id: row.resource_id,
    clientId: row.client_id,
    name: row.name,
    description: row.description,
    data: row.data,
    createdBy: row.created_by,
    updatedBy: row.updated_by,
    created: row.created_at,
    updated: row.updated_at,
  };
}
