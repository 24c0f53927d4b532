import { orderedId } from '../../../../crypto/ordered-id.ts';
import type { Connection } from '../../connection.ts';
import { statement, valuesOf } from '../../statement.ts';
import type { RoleUserRow } from '../../tables/authority-tables.ts';

const COLUMNS = [
  'id',
  'client_id',
  'role_id',
  'user_id',
  'type',
  'expires_at',
  'granted_by',
  'valid_from',
  'valid_to',
] as const satisfies readonly (keyof RoleUserRow)[];

interface OfMembership {
  readonly client_id: number;
  readonly role_id: number;
  readonly user_id: string;
  readonly at: number;
}

const INSERT = statement((db, given: RoleUserRow) => db.insertInto('role_users').values(valuesOf(given, COLUMNS)));

// One that expired before held until then, whenever that is written down.
const END = statement((db, given: OfMembership) =>
  db
    .updateTable('role_users')
    .set((eb) => ({ valid_to: eb.case().when('expires_at', '<', given.at).then(eb.ref('expires_at')).else(given.at).end() }))
    .where('role_id', '=', given.role_id)
    .where('user_id', '=', given.user_id)
    .where('client_id', '=', given.client_id)
    .where('valid_to', 'is', null),
);

/** Begins a membership; fails when the user is already in the role. */
export async function insertMembership(connection: Connection, row: Omit<RoleUserRow, 'id' | 'valid_to'>): Promise<void> {
  await INSERT.post(connection, { ...row, id: orderedId(row.valid_from), valid_to: null });
}

/** Ends a membership. Throws when there is none. */
export async function endMembership(connection: Connection, membership: OfMembership): Promise<void> {
  if ((await END.run(connection, membership)) !== 1) throw new Error(`nothing to end in role ${membership.role_id}`);
}
