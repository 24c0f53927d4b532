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
  /** Where it works (RFC 8707 §2); none: at this server's own APIs, and at its client. */
  readonly resources: readonly string[];
  /** The thumbprint of the key it is bound to (RFC 9449 §6); `null` for a bearer token. */
  readonly dpopJkt: string | null;
}

/** An access token with what decides whether it still works. */
export interface StoredAccessToken extends AccessToken {
  readonly sessionId: string | null;
  readonly grantRevokedAt: number | null;
  /** When its user signed in, as the grant says. */
  readonly authenticatedAt: number;
}

/** Whether a bearer of this token may use it at this server's own APIs: it is for no other resource and not bound to a key. */
export function isOwnBearerToken({ resources, dpopJkt }: AccessToken): boolean {
  return resources.length === 0 && dpopJkt === null;
}

/** Access tokens. */
export interface AccessTokenStore {
  insert(token: AccessToken): Promise<void>;
  find(id: string): Promise<StoredAccessToken | undefined>;
  revoke(id: string, now: number): Promise<'revoked' | 'unknown'>;
  /** Whether the grant has an access token that neither expired nor was revoked. */
  hasLive(grantId: string, now: number): Promise<boolean>;
}
