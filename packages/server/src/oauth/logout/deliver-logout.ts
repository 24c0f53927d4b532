import { orderedId } from '../../crypto/ordered-id.ts';
import type { AuditStore } from '../../observability/audit.ts';
import type { SigningKeys } from '../../signing-keys/signing-keys.ts';
import type { ClientStore } from '../client/client.ts';
import type { LogoutAttempt, LogoutDelivery, LogoutDeliveryStore } from './logout-delivery.ts';
import { LOGOUT_TOKEN_TYPE, logoutTokenClaims } from './logout-token.ts';

/** A delivery that has failed so often is given up. */
export const LOGOUT_ATTEMPTS = 5;

/** Whoever took a delivery and did not say what came of it within so long, in milliseconds, is taken to have died. */
export const LOGOUT_LEASE_MS = 60_000;

const FIRST_RETRY_MS = 10_000;
const RETRY_FACTOR = 6;

/** The stores that delivering works with. */
export interface LogoutStores {
  readonly logouts: LogoutDeliveryStore;
  readonly clients: Pick<ClientStore, 'find'>;
  readonly audit: Pick<AuditStore, 'append'>;
}

/** What delivering needs. */
export interface LogoutDelivering {
  readonly storage: {
    transact<T>(work: (stores: LogoutStores) => Promise<T>): Promise<T>;
    read<T>(work: (stores: LogoutStores) => Promise<T>): Promise<T>;
  };
  readonly signingKeys: Pick<SigningKeys, 'jwt'>;
  /** The issuer, as configured. */
  readonly issuer: string;
  /** Sends a logout token to a URI; answers why it was not taken, in a word, or `null`. Never rejects. */
  readonly send: (uri: string, logoutToken: string) => Promise<string | null>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What came of one try; `taken`: it is another's, here or on another node. */
export type LogoutTry = 'delivered' | 'failed' | 'retried' | 'taken' | 'late';

/**
 * Tries a delivery once, if nobody else does (OpenID Connect Back-Channel Logout §2.5). The token is signed only now, and by the
 * algorithm of the client's ID tokens.
 */
export async function deliverLogout(context: LogoutDelivering, due: LogoutDelivery): Promise<LogoutTry> {
  const { storage, now } = context;
  const at = now();
  if ((await storage.transact(({ logouts }) => logouts.claim(due, at, at + LOGOUT_LEASE_MS))) === 'taken') return 'taken';
  const attempt = due.attempts + 1;
  const error = await tell(context, due);
  const settledAt = now();
  const isLast = attempt >= LOGOUT_ATTEMPTS || error === NOT_WISHED;
  const retryAt = error === null || isLast ? null : settledAt + retryDelay(attempt);
  return storage.transact((stores) => settle(stores, { due, attempt }, { now: settledAt, error, retryAt }));
}

/** How long after the `attempt`th try the next one is made, in milliseconds: 10 s, 1 min, 6 min, 36 min. */
export function retryDelay(attempt: number): number {
  return FIRST_RETRY_MS * RETRY_FACTOR ** (attempt - 1);
}

/** The client is gone, or does not wish to be told any more. */
const NOT_WISHED = 'no_uri';

async function tell({ storage, signingKeys, issuer, send, now }: LogoutDelivering, due: LogoutDelivery): Promise<string | null> {
  const client = await storage.read(({ clients }) => clients.find(due.clientId));
  const uri = client?.metadata.backchannel_logout_uri ?? null;
  if (client === undefined || uri === null) return NOT_WISHED;
  const at = now();
  const signing = { algorithm: client.metadata.id_token_signed_response_alg, typ: LOGOUT_TOKEN_TYPE, now: at };
  return send(uri, signingKeys.jwt(logoutTokenClaims(due, issuer, at), signing));
}

async function settle(
  { logouts, audit }: LogoutStores,
  { due, attempt }: { readonly due: LogoutDelivery; readonly attempt: number },
  result: LogoutAttempt,
): Promise<LogoutTry> {
  const { now, error, retryAt } = result;
  if ((await logouts.settle(due.id, attempt, result)) === 'late') return 'late';
  if (retryAt !== null) return 'retried';
  await audit.append({
    id: orderedId(now),
    at: now,
    action: error === null ? 'logout.delivered' : 'logout.failed',
    actor: 'system',
    address: '',
    requestId: '',
    // Whose session it was stands in the row of its end, where it is forgotten with them.
    userId: null,
    clientId: due.clientId,
    detail: { session_id: due.sessionId, attempts: attempt, ...(error === null ? {} : { error }) },
  });
  return error === null ? 'delivered' : 'failed';
}
