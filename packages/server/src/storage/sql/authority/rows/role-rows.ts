import type { Role } from '../../../../authority/model.ts';
import { orderedId } from '../../../../crypto/ordered-id.ts';
import type { Connection } from '../../connection.ts';
import { statement, valuesOf } from '../../statement.ts';
import type { RoleRow } from '../../tables/authority-tables.ts';

/** The columns of a version of a role. */
export const ROLE_COLUMNS = [
  'id',
  'role_id',
  'client_id',
  'name',
  'description',
  'parent_id',
  'created_by',
  'created_at',
  'updated_by',
  'updated_at',
  'valid_from',
  'valid_to',
] as const;

interface OfRole {
  readonly client_id: number;
  readonly role_id: number;
}

const INSERT = statement((db, given: RoleRow) =>
  db
    .insertInto('roles')
    .values(valuesOf(given, ROLE_COLUMNS))
    .onConflict((conflict) => conflict.doNothing()),
);

const FIND = statement((db, given: OfRole) =>
  db
    .selectFrom('roles')
    .select(ROLE_COLUMNS)
    .where('role_id', '=', given.role_id)
    .where('client_id', '=', given.client_id)
    .where('valid_to', 'is', null),
);

const END = statement((db, given: OfRole & { at: number }) =>
  db
    .updateTable('roles')
    .set({ valid_to: given.at })
    .where('role_id', '=', given.role_id)
    .where('client_id', '=', given.client_id)
    .where('valid_to', 'is', null),
);

const FILLED = statement((db, given: OfRole) =>
  db
    .selectFrom('role_users')
    .select('role_id')
    .where('role_id', '=', given.role_id)
    .where('valid_to', 'is', null)
    .unionAll((eb) =>
      eb.selectFrom('role_groups').select('role_id').where('role_id', '=', given.role_id).where('valid_to', 'is', null),
    )
    .unionAll((eb) =>
      eb.selectFrom('role_resources').select('role_id').where('role_id', '=', given.role_id).where('valid_to', 'is', null),
    )
    .limit(1),
);

/** Begins a role; answers whether its id was free. */
export async function insertRole(connection: Connection, role: Omit<RoleRow, 'id' | 'valid_to'>): Promise<boolean> {
  const row = { ...role, id: orderedId(role.valid_from), valid_to: null };
  return (await INSERT.run(connection, row)) === 1;
}

/** Ends a role's version and begins the next one. Throws when the client has no such role. */
export async function changeRole(
  connection: Connection,
  role: OfRole & { readonly by: string; readonly at: number },
  changes: Partial<Pick<RoleRow, 'name' | 'description' | 'parent_id'>>,
): Promise<void> {
  const { client_id, role_id, by, at } = role;
  const before = await FIND.first(connection, { client_id, role_id });
  if (before === undefined) throw new Error(`client ${client_id} has no role ${role_id}`);
  await END.run(connection, { client_id, role_id, at });
  await insertRole(connection, { ...before, ...changes, updated_by: by, updated_at: at, valid_from: at });
}

/** Ends a role. Throws when the client has no such role, or something is still in it. */
export async function endRole(connection: Connection, role: OfRole & { readonly at: number }): Promise<void> {
  const ended = await END.run(connection, role);
  if (ended !== 1 || (await FILLED.first(connection, role)) !== undefined) {
    throw new Error(`role ${role.role_id} of client ${role.client_id} cannot end`);
  }
}

/** A version of a role. */
export function roleOf(row: RoleRow): Role {
  return {
    id: row.role_id,
    clientId: row.client_id,
    name: row.name,
    description: row.description,
    parentId: row.parent_id,
    createdBy: row.created_by,
    updatedBy: row.updated_by,
    created: row.created_at,
    updated: row.updated_at,
  };
}
