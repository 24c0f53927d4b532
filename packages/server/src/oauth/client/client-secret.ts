import type { ServerKeys } from '../../crypto/server-keys.ts';
import type { Client } from './client.ts';

/** The context under which a client's secret is sealed. */
export function clientSecretContext(clientId: number): string {
  return `client:${clientId}`;
}

/** The secrets a client may prove itself with now: the current one, and the one before while it is kept. */
export function currentSecrets(client: Client, keys: ServerKeys, now: number): string[] {
  const sealed = [client.sealedSecret];
  if (now < client.oldSecretExpiresAt) sealed.push(client.sealedOldSecret);
  return sealed.filter((text) => text !== null).map((text) => keys.open(text, clientSecretContext(client.id)));
}
