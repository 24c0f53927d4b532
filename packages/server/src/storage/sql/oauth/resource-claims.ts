import { canonicalResource } from '../../../oauth/client/resource-indicator.ts';
import type { Connection } from '../connection.ts';
import { statement } from '../statement.ts';
import type { ResourceIndicatorRow } from '../tables/oauth-tables.ts';

const OWNER = statement((db, given: { uri: string }) =>
  db.selectFrom('resource_indicators').select('client_id').where('uri', '=', given.uri),
);

const OF_CLIENT = statement((db, given: { client: number }) =>
  db.selectFrom('resource_indicators').select('uri').where('client_id', '=', given.client),
);

const CLAIM = statement((db, given: ResourceIndicatorRow) =>
  db
    .insertInto('resource_indicators')
    .values({ uri: given.uri, client_id: given.client_id })
    .onConflict((conflict) => conflict.doNothing()),
);

const RELEASE = statement((db, given: ResourceIndicatorRow) =>
  db.deleteFrom('resource_indicators').where('uri', '=', given.uri).where('client_id', '=', given.client_id),
);

/** The client that serves a resource, given in its canonical form. */
export async function resourceOwner(connection: Connection, uri: string): Promise<number | undefined> {
  return (await OWNER.first(connection, { uri }))?.client_id;
}

/** Resources that a client is being given. */
export interface ResourceClaims {
  readonly outcome: 'claimed' | 'taken';
  /** Gives back what was claimed just now. */
  undo(): Promise<void>;
  /** Gives up what the client had and has no more. */
  settle(): Promise<void>;
}

/** Claims resources for a client, each unless it is another's; when one is, none is claimed. */
export async function claimResources(connection: Connection, clientId: number, uris: readonly string[]): Promise<ResourceClaims> {
  // In their order, so that two that claim the same ones do not wait for each other.
  const wanted = [...new Set(uris.map((uri) => canonicalResource(uri) ?? uri))].sort();
  const claimed: string[] = [];
  const undo = (): Promise<void> => release(connection, clientId, claimed);
  const settle = async (): Promise<void> => {
    const held = await OF_CLIENT.all(connection, { client: clientId });
    const dropped = held.filter(({ uri }) => !wanted.includes(uri));
    await release(
      connection,
      clientId,
      dropped.map(({ uri }) => uri),
    );
  };
  for (const uri of wanted) {
    if ((await CLAIM.run(connection, { uri, client_id: clientId })) === 1) claimed.push(uri);
    else if ((await resourceOwner(connection, uri)) !== clientId) {
      await undo();
      return { outcome: 'taken', undo, settle };
    }
  }
  return { outcome: 'claimed', undo, settle };
}

async function release(connection: Connection, clientId: number, uris: readonly string[]): Promise<void> {
  for (const uri of uris) await RELEASE.run(connection, { uri, client_id: clientId });
}
