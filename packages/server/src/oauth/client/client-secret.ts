import { createSecretKey, type KeyObject } from 'node:crypto';
import { sha256Hex } from '../../crypto/hash.ts';
import type { ServerKeys } from '../../crypto/server-keys.ts';
import type { Client } from './client.ts';

/** A client's secret in the forms in which proofs are compared with it. */
export interface ClientSecret {
  readonly digest: string;
  /** The UTF-8 bytes of the secret, as a key for HMAC. */
  readonly key: KeyObject;
}

/** The context under which a client's secret is sealed. */
export function clientSecretContext(clientId: number): string {
  return `client:${clientId}`;
}

/** The secrets a client may prove itself with now: the current one, and the one before while it is kept. */
export function currentSecrets(client: Client, keys: ServerKeys, now: number): ClientSecret[] {
  const secrets: ClientSecret[] = [];
  if (client.sealedSecret !== null) secrets.push(opened(client, client.sealedSecret, keys));
  if (client.sealedOldSecret !== null && now < client.oldSecretExpiresAt) {
    secrets.push(opened(client, client.sealedOldSecret, keys));
  }
  return secrets;
}

/** The secret of a client in clear; for those who made it, and for tests. `undefined` for one that has none. */
export function clearSecret(client: Client, keys: ServerKeys): string | undefined {
  return client.sealedSecret === null ? undefined : keys.open(client.sealedSecret, clientSecretContext(client.id));
}

// For as long as somebody holds the client as it was read: opening a secret costs more than all the rest of a proof.
const known = new WeakMap<Client, Map<string, ClientSecret>>();

function opened(client: Client, sealed: string, keys: ServerKeys): ClientSecret {
  const ofClient = known.get(client);
  const found = ofClient?.get(sealed);
  if (found !== undefined) return found;
  const text = keys.open(sealed, clientSecretContext(client.id));
  const secret = { digest: sha256Hex(text), key: createSecretKey(Buffer.from(text, 'utf8')) };
  if (ofClient === undefined) known.set(client, new Map([[sealed, secret]]));
  else ofClient.set(sealed, secret);
  return secret;
}
