/** An authorization code (RFC 6749 §4.1.2). Times are milliseconds since 1970. */
export interface AuthorizationCode {
  readonly id: string;
  readonly secretHash: string;
  readonly grantId: string;
  readonly clientId: number;
  readonly redirectUri: string;
  /** `null` when the request carried none (RFC 7636 §4.3); the method is always S256. */
  readonly codeChallenge: string | null;
  readonly nonce: string | null;
  readonly expiresAt: number;
  readonly redeemedAt: number | null;
  /** The key that must redeem it (RFC 9449 §10). */
  readonly dpopJkt: string | null;
}

/** Codes. They outlive their redemption, so that a second use is recognised. */
export interface AuthorizationCodeStore {
  insert(code: AuthorizationCode): Promise<void>;
  find(id: string): Promise<AuthorizationCode | undefined>;
  /** Marks an unredeemed code as redeemed; of several that race, one is told `redeemed`. */
  redeem(id: string, now: number): Promise<'redeemed' | 'already_redeemed'>;
}
