import type { LogoutNotices } from '../../identity/identity-stores.ts';

/** How a delivery ended: the client took the logout token, or every try failed. */
export type LogoutOutcome = 'delivered' | 'failed';

/** One client that is to be told, or was told, that a session has ended. Times are milliseconds since 1970. */
export interface LogoutDelivery {
  readonly id: string;
  readonly clientId: number;
  /** The `sid` that the client's ID tokens carried. */
  readonly sessionId: string;
  /** `null` once the user was erased. */
  readonly userId: string | null;
  readonly createdAt: number;
  /** The session that replaced this one in the same browser: the client is told when that one ends. */
  readonly waitsFor: string | null;
  readonly attempts: number;
  /** When it is tried next, or whoever tries it now is taken to have died; `null`: not, or not yet. */
  readonly nextAttemptAt: number | null;
  readonly finishedAt: number | null;
  readonly outcome: LogoutOutcome | null;
  /** Why the last try failed. */
  readonly lastError: string | null;
}

/** What came of one try. With `retryAt` there is another one, so `outcome` is not settled. */
export interface LogoutAttempt {
  readonly now: number;
  readonly error: string | null;
  readonly retryAt: number | null;
}

/** Which deliveries are listed, newest first. */
export interface LogoutDeliveryFilter {
  readonly failedOnly: boolean;
  readonly limit: number;
}

/**
 * Deliveries of logout tokens (OpenID Connect Back-Channel Logout §2.5). Whoever ends a session writes them in the same unit
 * of work; each goes to a client that had a grant in the session and has a `backchannel_logout_uri`. A session and a client
 * have one delivery at most.
 */
export interface LogoutDeliveryStore extends LogoutNotices {
  /** At most `limit` that may be tried at `now`, and `limitOfClient` of one client, the longest due first. */
  listDue(now: number, limit: number, limitOfClient: number): Promise<LogoutDelivery[]>;
  /** Takes one that was listed as due for one try, until `leaseUntil`; of several that race, one is told `claimed`. */
  claim(due: LogoutDelivery, now: number, leaseUntil: number): Promise<'claimed' | 'taken'>;
  /** Writes down what came of a try that was claimed as the `attempt`th; `late` when another one was begun meanwhile. */
  settle(id: string, attempt: number, result: LogoutAttempt): Promise<'settled' | 'late'>;
  list(filter: LogoutDeliveryFilter): Promise<LogoutDelivery[]>;
}
