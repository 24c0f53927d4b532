import { type Client, type ClientAuthenticationMethod, type ClientStore, provesBySecret } from '../client/client.ts';
import { parseClientId } from '../client/client-id.ts';
import { OAuthError, type Refused } from '../oauth-error.ts';
import type { RequestParameters } from '../parameters.ts';
import type { ClientRequest, OneTimeProof, Presentation, ProofFailure, VerificationContext } from './authentication-method.ts';
import { AUTHENTICATION_METHODS } from './registry.ts';
import type { ReplayStore } from './replay-store.ts';

/** A client that has proven who it is. */
export interface AuthenticatedClient {
  readonly kind: 'authenticated';
  readonly client: Client;
  readonly method: ClientAuthenticationMethod;
}

/** A client that has not; `clientId` is that of an existing client, for the audit table. */
export interface ClientRefused extends Refused {
  readonly clientId: number | null;
  readonly failure: ProofFailure | 'unknown_client' | 'disabled_client' | 'method_not_registered';
}

/** What authentication needs beside the request. */
export interface AuthenticationContext extends VerificationContext {
  readonly clients: Pick<ClientStore, 'find'>;
  readonly replays: ReplayStore;
}

/**
 * What a request claims, read before the database is touched. Throws `invalid_request` for two methods in one request
 * (RFC 6749 §2.3) and `invalid_client` for none or a broken one.
 */
export function presentedClient(request: ClientRequest): Presentation {
  const presented: (Presentation | 'malformed')[] = [];
  for (const name of PROVING) {
    const presentation = AUTHENTICATION_METHODS[name].present(request);
    if (presentation !== undefined) presented.push(presentation);
  }
  const [first] = presented;
  const headerBesideBody = first !== undefined && first !== 'malformed' && IN_BODY.has(first.method);
  if (presented.length > 1 || request.authorization.length > 1 || (headerBesideBody && request.authorization.length > 0)) {
    throw new OAuthError('invalid_request', 'the request uses more than one way of client authentication');
  }
  const schemeUnknown = first === undefined && request.authorization.length > 0;
  const presentation = schemeUnknown ? 'malformed' : (first ?? AUTHENTICATION_METHODS.none.present(request));
  if (presentation === undefined) throw new OAuthError('invalid_client', 'the request carries no client authentication');
  if (presentation === 'malformed') throw new OAuthError('invalid_client', 'the client authentication is malformed');
  return presentation;
}

const PROVING = ['client_jwt', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const;
const IN_BODY: ReadonlySet<ClientAuthenticationMethod> = new Set(['client_secret_post', 'private_key_jwt']);

/** Throws `invalid_client` when the parameters name another client than the one that authenticated. */
export function refuseOtherClientId(parameters: RequestParameters, presentation: Presentation): void {
  const named = parameters.get('client_id');
  if (named !== undefined && named !== presentation.clientId) {
    throw new OAuthError('invalid_client', 'client_id is not the client that authenticated');
  }
}

/** Proves a claim. Whoever is refused is told the same, be the client unknown, disabled, or the proof wrong. */
export async function authenticateClient(
  presentation: Presentation,
  context: AuthenticationContext,
): Promise<AuthenticatedClient | ClientRefused> {
  const id = parseClientId(presentation.clientId);
  const client = id === undefined ? undefined : await context.clients.find(id);
  if (client === undefined) return refuse('unknown_client', null);
  const proof = proofOf(presentation, client, context);
  const proven = typeof proof === 'string' ? proof : await firstUse(proof, context.replays);
  if (proven !== 'proven') return refuse(proven, client.id);
  return { kind: 'authenticated', client, method: presentation.method };
}

/** Whether a client proves its claim: the rules alone, which are the same wherever the client was read from. */
export function proofOf(
  presentation: Presentation,
  client: Client,
  context: VerificationContext,
): 'proven' | Exclude<ClientRefused['failure'], 'unknown_client'> | OneTimeProof {
  if (client.status !== 'active') return 'disabled_client';
  if (!mayUse(client, presentation.method)) return 'method_not_registered';
  return presentation.verify(client, context);
}

async function firstUse({ key, expiresAt }: OneTimeProof, replays: ReplayStore): Promise<'proven' | 'replayed'> {
  return (await replays.record(key, expiresAt)) === 'first_use' ? 'proven' : 'replayed';
}

function mayUse(client: Client, method: ClientAuthenticationMethod): boolean {
  return client.authenticationMethod === null ? provesBySecret(method) : client.authenticationMethod === method;
}

function refuse(failure: ClientRefused['failure'], clientId: number | null): ClientRefused {
  const error = new OAuthError('invalid_client', 'client authentication failed', { detail: failure });
  return { kind: 'refused', error, failure, clientId };
}
