/**
 * What one authorization allows: all codes and tokens that came of it hang on it, so revoking it is one change that
 * reaches them all. Times are milliseconds since 1970.
 */
export interface Grant {
  readonly id: string;
  readonly clientId: number;
  /** `null` for a client acting for itself. */
  readonly userId: string | null;
  /** The sign-in session it came from, if any. */
  readonly sessionId: string | null;
  readonly scope: string;
  /** When the user last proved who they are. */
  readonly authenticatedAt: number;
  readonly createdAt: number;
  /** The absolute limit of its refresh tokens, which rotation does not extend. */
  readonly refreshUntil: number;
  readonly revokedAt: number | null;
  /** The resources tokens may be asked for (RFC 8707 §2.2); none: none was named. */
  readonly resources: readonly string[];
  /** The `claims` parameter, as JSON that was checked (OpenID Connect Core §5.5). */
  readonly claims: string | null;
}

/** The grants a user has at one client, for the account page. */
export interface GrantSummary {
  readonly clientId: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Grants. Revoking is idempotent, and every answer counts the grants that this very call revoked. */
export interface GrantStore {
  insert(grant: Grant): Promise<void>;
  /** Inserts a grant unless there is one of its id: two that begin the same one at once both go on. */
  insertOnce(grant: Grant): Promise<void>;
  find(id: string): Promise<Grant | undefined>;
  revoke(id: string, now: number): Promise<number>;
  /** With `keepOffline`, grants whose scope has `offline_access` live on. */
  revokeBySession(sessionId: string, now: number, keepOffline: boolean): Promise<number>;
  revokeByUser(userId: string, now: number): Promise<number>;
  revokeByUserAndClient(userId: string, clientId: number, now: number): Promise<number>;
  /** The clients where the user has a grant that is not revoked and whose limit is not reached. */
  listLive(userId: string, now: number): Promise<GrantSummary[]>;
}
