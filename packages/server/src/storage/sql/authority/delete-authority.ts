import type { Connection } from '../connection.ts';
import { statement } from '../statement.ts';

interface OfClient {
  readonly client_id: number;
}

const EPOCHS = statement((db, given: OfClient) => db.deleteFrom('authority_epochs').where('client_id', '=', given.client_id));

const TABLES = (['roles', 'resources', 'role_users', 'role_groups', 'role_resources', 'authority_changes'] as const).map(
  (table) => statement((db, given: OfClient) => db.deleteFrom(table).where('client_id', '=', given.client_id)),
);

/** Deletes everything of a client's authority, its history included. */
export async function deleteAuthority(connection: Connection, clientId: number): Promise<void> {
  // First what others wait for, so that nobody writes meanwhile.
  for (const rows of [EPOCHS, ...TABLES]) await rows.run(connection, { client_id: clientId });
}
