import type { ServerKeys } from '../../crypto/server-keys.ts';
import type { Client } from './client.ts';

/** The context under which a client's secret is sealed. */
export function clientSecretContext(clientId: number): string {
  return `client:${clientId}`;
}

// Of clients that are kept in memory (`KnownClients`): opening one costs as much as all the rest of verifying a JWT.
const opened = new WeakMap<Client, Map<string, string>>();

/** The secrets a client may prove itself with now: the current one, and the one before while it is kept. */
export function currentSecrets(client: Client, keys: ServerKeys, now: number): string[] {
  const sealed = [client.sealedSecret];
  if (now < client.oldSecretExpiresAt) sealed.push(client.sealedOldSecret);
  return sealed.filter((text) => text !== null).map((text) => openOnce(client, text, keys));
}

function openOnce(client: Client, sealed: string, keys: ServerKeys): string {
  const known = opened.get(client)?.get(sealed);
  if (known !== undefined) return known;
  const secret = keys.open(sealed, clientSecretContext(client.id));
  opened.set(client, (opened.get(client) ?? new Map<string, string>()).set(sealed, secret));
  return secret;
}
