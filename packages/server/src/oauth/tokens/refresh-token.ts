/** A refresh token (RFC 6749 §1.5). Times are milliseconds since 1970. */
export interface RefreshToken {
  readonly id: string;
  readonly secretHash: string;
  readonly grantId: string;
  readonly clientId: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly rotatedAt: number | null;
  /** The ids of the refresh and the access token that took its place. */
  readonly successorId: string | null;
  readonly successorAccessId: string | null;
  /** The key a public client's token is bound to (RFC 9449 §5). */
  readonly dpopJkt: string | null;
}

/** The tokens that take a refresh token's place. */
export interface Successors {
  readonly successorId: string;
  readonly successorAccessId: string;
}

/** Refresh tokens. They outlive their rotation, so that a second presentation is recognised. */
export interface RefreshTokenStore {
  insert(token: RefreshToken): Promise<void>;
  find(id: string): Promise<RefreshToken | undefined>;
  /** Marks an unrotated token as rotated; of several that race, one is told `rotated`. */
  rotate(id: string, successors: Successors, now: number): Promise<'rotated' | 'reused'>;
  /** Whether the grant has a refresh token that was neither rotated nor expired. */
  hasLive(grantId: string, now: number): Promise<boolean>;
}
