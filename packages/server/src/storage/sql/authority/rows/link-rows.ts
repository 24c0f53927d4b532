import { orderedId } from '../../../../crypto/ordered-id.ts';
import type { Connection } from '../../connection.ts';
import { statement, valuesOf } from '../../statement.ts';
import type { RoleGroupRow, RoleResourceRow } from '../../tables/authority-tables.ts';

const GROUP_COLUMNS = [
  'id',
  'client_id',
  'role_id',
  'group_id',
  'granted_by',
  'valid_from',
  'valid_to',
] as const satisfies readonly (keyof RoleGroupRow)[];

const RESOURCE_COLUMNS = [
  'id',
  'client_id',
  'role_id',
  'resource_id',
  'granted_by',
  'valid_from',
  'valid_to',
] as const satisfies readonly (keyof RoleResourceRow)[];

type Ended<Row> = Omit<Row, 'id' | 'granted_by' | 'valid_from' | 'valid_to'> & { readonly at: number };

const INSERT_GROUP = statement((db, given: RoleGroupRow) => db.insertInto('role_groups').values(valuesOf(given, GROUP_COLUMNS)));

const END_GROUP = statement((db, given: Ended<RoleGroupRow>) =>
  db
    .updateTable('role_groups')
    .set({ valid_to: given.at })
    .where('role_id', '=', given.role_id)
    .where('group_id', '=', given.group_id)
    .where('client_id', '=', given.client_id)
    .where('valid_to', 'is', null),
);

const INSERT_RESOURCE = statement((db, given: RoleResourceRow) =>
  db.insertInto('role_resources').values(valuesOf(given, RESOURCE_COLUMNS)),
);

const END_RESOURCE = statement((db, given: Ended<RoleResourceRow>) =>
  db
    .updateTable('role_resources')
    .set({ valid_to: given.at })
    .where('role_id', '=', given.role_id)
    .where('resource_id', '=', given.resource_id)
    .where('client_id', '=', given.client_id)
    .where('valid_to', 'is', null),
);

/** Puts a group into a role; fails when it is there. */
export async function insertRoleGroup(connection: Connection, row: Omit<RoleGroupRow, 'id' | 'valid_to'>): Promise<void> {
  await INSERT_GROUP.post(connection, { ...row, id: orderedId(row.valid_from), valid_to: null });
}

/** Takes a group out of a role. Throws when it is not there. */
export async function endRoleGroup(connection: Connection, ended: Ended<RoleGroupRow>): Promise<void> {
  if ((await END_GROUP.run(connection, ended)) !== 1) throw new Error(`role ${ended.role_id} has no group ${ended.group_id}`);
}

/** Links a resource to a role; fails when it is linked. */
export async function insertLink(connection: Connection, row: Omit<RoleResourceRow, 'id' | 'valid_to'>): Promise<void> {
  await INSERT_RESOURCE.post(connection, { ...row, id: orderedId(row.valid_from), valid_to: null });
}

/** Unlinks a resource from a role. Throws when it is not linked. */
export async function endLink(connection: Connection, ended: Ended<RoleResourceRow>): Promise<void> {
  if ((await END_RESOURCE.run(connection, ended)) !== 1) {
    throw new Error(`role ${ended.role_id} does not hold resource ${ended.resource_id}`);
  }
}
