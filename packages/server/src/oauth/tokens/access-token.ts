/** An access token (RFC 6749 §1.4). Times are milliseconds since 1970. */
export interface AccessToken {
  readonly id: string;
  readonly secretHash: string;
  readonly grantId: string;
  readonly clientId: number;
  /** `null` for a client acting for itself. */
  readonly userId: string | null;
  readonly scope: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly revokedAt: number | null;
}

/** An access token with what decides whether it still works. */
export interface StoredAccessToken extends AccessToken {
  readonly sessionId: string | null;
  readonly grantRevokedAt: number | null;
}

/** Access tokens. */
export interface AccessTokenStore {
  insert(token: AccessToken): Promise<void>;
  find(id: string): Promise<StoredAccessToken | undefined>;
  revoke(id: string, now: number): Promise<'revoked' | 'unknown'>;
  /** Whether the grant has an access token that neither expired nor was revoked. */
  hasLive(grantId: string, now: number): Promise<boolean>;
}
