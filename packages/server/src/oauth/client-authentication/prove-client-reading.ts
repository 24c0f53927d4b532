import type { ServerKeys } from '../../crypto/server-keys.ts';
import type { AuditOrigin } from '../../observability/audit.ts';
import type { Client } from '../client/client.ts';
import { parseClientId } from '../client/client-id.ts';
import type { KnownClients } from '../client/known-clients.ts';
import type { Refused } from '../oauth-error.ts';
import { type AuthenticatedClient, authenticateClient, proofOf } from './authenticate-client.ts';
import type { Presentation } from './authentication-method.ts';
import type { ClientFailureLimit } from './client-failure-limit.ts';
import { type ProofStores, proveClient } from './prove-client.ts';

/** What a client is proven with where nothing else is written. `now` is in milliseconds since 1970. */
export interface ReadingProof {
  readonly storage: ProofStorage;
  readonly keys: ServerKeys;
  readonly issuer: string;
  readonly limit: ClientFailureLimit;
  readonly origin: AuditOrigin;
  readonly now: number;
}

/** A database, as far as a proof needs one. */
export interface ProofStorage {
  read<T>(work: (stores: ProofStores) => Promise<T>): Promise<T>;
  transact<T>(work: (stores: ProofStores) => Promise<T>): Promise<T>;
}

/**
 * Proves a client's claim, as `proveClient` does, for requests that write nothing when all is well: only a client whose JWTs
 * count once, and whoever failed lately or fails now, needs a unit of work that writes, so only these pay for one.
 */
export async function proveClientReading(
  presentation: Presentation,
  { storage, keys, issuer, limit, origin, now }: ReadingProof,
): Promise<AuthenticatedClient | Refused> {
  const attempt = { clientId: parseClientId(presentation.clientId) ?? 0, address: origin.address, now };
  const quick = limit.isSuspect(attempt)
    ? undefined
    : await storage.read(async ({ clients, replays }) => {
        if (await refusesReplay(clients, presentation)) return undefined;
        return authenticateClient(presentation, { clients, replays, keys, issuer, now });
      });
  if (quick?.kind === 'authenticated') return quick;
  if (quick !== undefined) limit.suspect(attempt);
  return storage.transact((stores) => proveClient(presentation, stores, { keys, issuer, now, limit, origin }));
}

/** What a client is proven with out of memory. `now` is in milliseconds since 1970. */
export interface MemoryProof extends Pick<ReadingProof, 'keys' | 'issuer' | 'limit' | 'now'> {
  readonly knownClients: KnownClients;
  readonly address: string;
}

/**
 * The client that a claim proves, where memory is enough to say so by the same rules: the client is there, nobody is under
 * suspicion at that address, and the proof may be used again. `undefined` says nothing but that a closer look is needed.
 */
export function provenInMemory(presentation: Presentation, proof: MemoryProof): Client | undefined {
  const { knownClients, keys, issuer, limit, address, now } = proof;
  const id = parseClientId(presentation.clientId);
  const client = id === undefined ? undefined : knownClients.held(id);
  if (client === undefined || limit.isSuspect({ clientId: client.id, address, now })) return undefined;
  return proofOf(presentation, client, { keys, issuer, now }) === 'proven' ? client : undefined;
}

async function refusesReplay(clients: ProofStores['clients'], { method, clientId }: Presentation): Promise<boolean> {
  if (method === 'private_key_jwt') return true;
  const id = method === 'client_jwt' ? parseClientId(clientId) : undefined;
  const client = id === undefined ? undefined : await clients.find(id);
  return client?.refuseJwtReplay === true;
}
