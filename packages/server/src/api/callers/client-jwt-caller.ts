import type { IncomingMessage } from 'node:http';
import type { EdgeContext } from '../../http/edge-context.ts';
import type { Client } from '../../oauth/client/client.ts';
import type { Presentation } from '../../oauth/client-authentication/authentication-method.ts';
import type { ClientFailureLimit } from '../../oauth/client-authentication/client-failure-limit.ts';
import { proveClientReading } from '../../oauth/client-authentication/prove-client-reading.ts';
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
  const { storage, keys, issuer } = context;
  const { now, address, requestId } = at;
  const origin = { actor: 'anonymous', address, requestId };
  const proven = await proveClientReading(presentation, { storage, keys, issuer: issuer.href, limit, origin, now });
  if (proven.kind === 'refused') throw new Unauthenticated('invalid_client', proven.error.description);
  remember(parts, { presentation, client: proven.client, at });
  return proven.client;
}

function remember(
  { verifiedJwts }: CallerContext,
  { presentation, client, at }: { readonly presentation: Presentation; readonly client: Client; readonly at: ClientJwtRequest },
): void {
  const sent = soleCredential(at.request.rawHeaders);
  const { window } = presentation;
  if (sent !== undefined && window !== undefined) verifiedJwts.remember({ sent, client, window }, at.now);
}
