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

/** Who is told that sessions end: applications that wish it (OpenID Connect Back-Channel Logout §2.3). */
export interface LogoutNotices {
  /** The applications of a session that ended, and of those that it replaced, are to be told; answers how many. */
  sessionEnded(sessionId: string, now: number): Promise<number>;
  /** The same browser has another session now: the applications of the first one are told when that one ends. */
  sessionReplaced(sessionId: string, successorId: string, now: number): Promise<void>;
  /** To be called before all sessions of a user but `except` end and all grants are revoked; answers how many are to be told. */
  userSessionsEnd(userId: string, now: number, except?: string): Promise<number>;
}

/** The stores that identity works with, inside a unit of work. */
export interface IdentityStores {
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly throttles: ThrottleStore;
  readonly oneTimeLinks: OneTimeLinkStore;
  readonly grants: GrantRevocation;
  readonly logouts: LogoutNotices;
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
