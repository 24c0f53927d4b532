import { orderedId } from '../../crypto/ordered-id.ts';
import type { ThrottleStore } from '../../identity/credentials/throttle-store.ts';
import type { AuditOrigin, AuditStore } from '../../observability/audit.ts';
import type { ClientStore } from '../client/client.ts';
import { parseClientId } from '../client/client-id.ts';
import type { Refused } from '../oauth-error.ts';
import { type AuthenticatedClient, authenticateClient, type ClientRefused } from './authenticate-client.ts';
import type { Presentation, VerificationContext } from './authentication-method.ts';
import type { ClientFailureLimit } from './client-failure-limit.ts';
import type { ReplayStore } from './replay-store.ts';

/** The stores that proving a client needs. */
export interface ProofStores {
  readonly clients: ClientStore;
  readonly replays: ReplayStore;
  readonly throttles: ThrottleStore;
  readonly audit: Pick<AuditStore, 'append'>;
}

/** What proving a client needs beside the stores. */
export interface ProofContext extends VerificationContext {
  readonly limit: ClientFailureLimit;
  readonly origin: AuditOrigin;
}

/**
 * Proves a client's claim with the limit on wrong secrets and the audit row of a refusal, all in the unit of work that
 * `stores` belongs to: the one way for the token endpoint and for the authority API.
 */
export async function proveClient(
  presentation: Presentation,
  stores: ProofStores,
  { keys, issuer, now, limit, origin }: ProofContext,
): Promise<AuthenticatedClient | Refused> {
  const attempt = { clientId: parseClientId(presentation.clientId) ?? 0, address: origin.address, now };
  const tooMany = await limit.refusal(stores.throttles, attempt);
  if (tooMany !== undefined) return { kind: 'refused', error: tooMany };
  const client = await authenticateClient(presentation, { clients: stores.clients, replays: stores.replays, keys, issuer, now });
  if (client.kind === 'authenticated') return client;
  if (GUESSES.has(client.failure)) await limit.countFailure(stores.throttles, attempt);
  await recordRefusal(client, stores.audit, { origin, now });
  return client;
}

// Only these failures tried a secret; counting the others would let strangers shut a client out for nothing.
const GUESSES: ReadonlySet<ClientRefused['failure']> = new Set(['wrong_secret', 'bad_signature']);

async function recordRefusal(
  { clientId, failure }: ClientRefused,
  audit: ProofStores['audit'],
  { origin, now }: Pick<ProofContext, 'origin' | 'now'>,
): Promise<void> {
  if (clientId === null) return;
  const action = failure === 'replayed' ? 'client_jwt.replayed' : 'client_authentication.failed';
  await audit.append({ id: orderedId(now), at: now, ...origin, action, userId: null, clientId, detail: { reason: failure } });
}
