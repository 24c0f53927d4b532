import { deleteAuthority } from '../authority/delete-authority.ts';
import type { Connection } from '../connection.ts';
import { statement } from '../statement.ts';

interface OfClient {
  readonly id: number;
}

const ACCESS_TOKENS = statement((db, given: OfClient) =>
  db
    .deleteFrom('access_tokens')
    .where('grant_id', 'in', (eb) => eb.selectFrom('grants').select('id').where('client_id', '=', given.id)),
);

const REFRESH_TOKENS = statement((db, given: OfClient) =>
  db
    .deleteFrom('refresh_tokens')
    .where('grant_id', 'in', (eb) => eb.selectFrom('grants').select('id').where('client_id', '=', given.id)),
);

const CODES = statement((db, given: OfClient) =>
  db.deleteFrom('codes').where('grant_id', 'in', (eb) => eb.selectFrom('grants').select('id').where('client_id', '=', given.id)),
);

const GRANTS = statement((db, given: OfClient) => db.deleteFrom('grants').where('client_id', '=', given.id));

const DEVICE_CODES = statement((db, given: OfClient) => db.deleteFrom('device_codes').where('client_id', '=', given.id));

const PUSHED_REQUESTS = statement((db, given: OfClient) => db.deleteFrom('pushed_requests').where('client_id', '=', given.id));

const LOGOUTS = statement((db, given: OfClient) => db.deleteFrom('logout_deliveries').where('client_id', '=', given.id));

const CONSENTS = statement((db, given: OfClient) => db.deleteFrom('consents').where('client_id', '=', given.id));

const RESOURCES = statement((db, given: OfClient) => db.deleteFrom('resource_indicators').where('client_id', '=', given.id));

const CLIENT = statement((db, given: OfClient) => db.deleteFrom('clients').where('id', '=', given.id));

/** Deletes a client with all that came of it, in the order in which rows refer to each other; answers whether it was there. */
export async function deleteClient(connection: Connection, id: number): Promise<boolean> {
  await deleteAuthority(connection, id);
  const rows = [ACCESS_TOKENS, REFRESH_TOKENS, CODES, GRANTS, DEVICE_CODES, PUSHED_REQUESTS, LOGOUTS, CONSENTS, RESOURCES];
  for (const ofClient of rows) await ofClient.run(connection, { id });
  return (await CLIENT.run(connection, { id })) === 1;
}
