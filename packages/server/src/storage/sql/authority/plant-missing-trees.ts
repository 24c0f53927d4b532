import type { Connection } from '../connection.ts';
import { statement } from '../statement.ts';
import { plantTree } from './plant-tree.ts';

// The spelling of the user's own id: an owner may have been named in another.
const WITHOUT_TREE = statement((db, _: Record<never, never>) =>
  db
    .selectFrom('clients')
    .leftJoin('users', (join) => join.on((eb) => eb('users.id_folded', '=', eb.fn<string>('lower', ['clients.owner']))))
    .select(['clients.id', 'clients.fullname', 'clients.created_at', 'users.id as creator'])
    .where('clients.id', 'not in', (eb) => eb.selectFrom('authority_epochs').select('client_id'))
    .orderBy('clients.id'),
);

/** Plants the trees of clients that were made before there were any; who made a client is `super` of its root. */
export async function plantMissingTrees(connection: Connection): Promise<void> {
  for (const { id, fullname, created_at, creator } of await WITHOUT_TREE.all(connection, {})) {
    const write = { clientId: id, by: creator ?? 'system', at: created_at };
    await plantTree(connection, write, { name: `${fullname}-root`, creator });
  }
}
