import type { IncomingMessage } from 'node:http';
import type { EdgeContext } from '../../http/edge-context.ts';
import type { Client } from '../../oauth/client/client.ts';
import { parseClientId } from '../../oauth/client/client-id.ts';
import { authenticateClient } from '../../oauth/client-authentication/authenticate-client.ts';
import type { Presentation } from '../../oauth/client-authentication/authentication-method.ts';
import type { ClientFailureLimit } from '../../oauth/client-authentication/client-failure-limit.ts';
import { proveClient } from '../../oauth/client-authentication/prove-client.ts';
import type { ReplayStore } from '../../oauth/client-authentication/replay-store.ts';
import type { VerifiedClientJwts } from '../../oauth/client-authentication/verified-client-jwts.ts';
import { Unauthenticated } from '../api-failure.ts';
import { soleCredential } from '../request/sole-credential.ts';

/** What callers are resolved with. */
export interface CallerContext {
  readonly context: EdgeContext;
  /** The limit on failures that the token endpoint keeps, the same one: a secret is guessed at neither place. */
  readonly limit: ClientFailureLimit;
  readonly verifiedJwts: VerifiedClientJwts;
}

/** A client's JWT in a request. `now` is in milliseconds since 1970. */
export interface ClientJwtRequest {
  readonly request: IncomingMessage;
  readonly requestId: string;
  readonly address: string;
  readonly now: number;
}

/**
 * The client whose JWT was verified before, if it still proves the same: the JWT in its window, the client unchanged, and
 * nobody under suspicion at that address. Reads memory only; `undefined` says nothing but that a closer look is needed.
 */
export function rememberedClient(
  { context, limit, verifiedJwts }: CallerContext,
  { request, address, now }: Omit<ClientJwtRequest, 'requestId'>,
): Client | undefined {
  const sent = soleCredential(request.rawHeaders);
  const client = sent === undefined ? undefined : verifiedJwts.find(sent, now);
  if (client === undefined || context.knownClients.held(client.id) !== client) return undefined;
  return limit.isSuspect({ clientId: client.id, address, now }) ? undefined : client;
}

/** Proves a client by its JWT. Throws `Unauthenticated`. */
export async function proveClientJwt(parts: CallerContext, presentation: Presentation, at: ClientJwtRequest): Promise<Client> {
  const { context, limit } = parts;
  const { storage, keys } = context;
  const { now, address, requestId } = at;
  const attempt = { clientId: parseClientId(presentation.clientId) ?? 0, address, now };
  const known = await context.knownClients.find(attempt.clientId);
  // Only a client whose JWTs count once, and whoever failed lately, needs a write; so only these pay for one.
  const careful = limit.isSuspect(attempt) || known?.refuseJwtReplay === true;
  const clients = { find: async () => known };
  const quick = careful ? undefined : await authenticateClient(presentation, { clients, replays: NO_REPLAYS, keys, now });
  if (quick?.kind === 'authenticated') {
    remember(parts, { presentation, client: quick.client, at });
    return quick.client;
  }
  if (quick !== undefined) limit.suspect(attempt);
  const origin = { actor: 'anonymous', address, requestId };
  const proven = await storage.transact((stores) => proveClient(presentation, stores, { keys, now, limit, origin }));
  if (proven.kind === 'authenticated') return proven.client;
  throw new Unauthenticated('invalid_client', proven.error.description);
}

function remember(
  { verifiedJwts }: CallerContext,
  { presentation, client, at }: { readonly presentation: Presentation; readonly client: Client; readonly at: ClientJwtRequest },
): void {
  const sent = soleCredential(at.request.rawHeaders);
  const { window } = presentation;
  if (sent !== undefined && window !== undefined) verifiedJwts.remember({ sent, client, window }, at.now);
}

// A client whose JWTs count once is proven in a unit of work, which has the real one.
const NO_REPLAYS: ReplayStore = {
  record: async () => {
    throw new Error('replays are recorded in a unit of work');
  },
};
