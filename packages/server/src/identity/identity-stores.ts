import type { AuditOrigin, AuditStore } from '../observability/audit.ts';
import type { OneTimeLinkStore } from './credentials/one-time-link.ts';
import type { ThrottleStore } from './credentials/throttle-store.ts';
import type { SessionStore } from './session/session.ts';
import type { UserStore } from './user/user.ts';

/** What identity must be able to end when a person or a session is no longer trusted: all that was issued on it. */
export interface GrantRevocation {
  /** Answers how many grants this very call revoked. */
  revokeByUser(userId: string, now: number): Promise<number>;
  /** With `keepOffline`, grants that were given for offline use live on. */
  revokeBySession(sessionId: string, now: number, keepOffline: boolean): Promise<number>;
}

/** The stores that identity works with, inside a unit of work. */
export interface IdentityStores {
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly throttles: ThrottleStore;
  readonly oneTimeLinks: OneTimeLinkStore;
  readonly grants: GrantRevocation;
  readonly audit: Pick<AuditStore, 'append'>;
}

/** What runs units of work: each is atomic, and what throws leaves nothing. */
export interface IdentityStorage {
  transact<T>(work: (stores: IdentityStores) => Promise<T>): Promise<T>;
}

/** Who acts, from where, and when (milliseconds since 1970). */
export interface Act {
  readonly origin: AuditOrigin;
  readonly now: number;
}
