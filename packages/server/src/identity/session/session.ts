/** A signed-in browser. The cookie holds the secret; only its hash is stored. Times are milliseconds since 1970. */
export interface Session {
  readonly id: string;
  readonly secretHash: string;
  readonly userId: string;
  /** When the user last proved who they are. */
  readonly authenticatedAt: number;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  /** The absolute limit, which use does not extend. */
  readonly expiresAt: number;
  readonly endedAt: number | null;
  readonly userAgent: string;
  readonly address: string;
}

/** Sessions. The caller decides what is expired; the store decides who ended what. */
export interface SessionStore {
  insert(session: Session): Promise<void>;
  find(id: string): Promise<Session | undefined>;
  /** Records that a live session was used. */
  touch(id: string, now: number): Promise<void>;
  end(id: string, now: number): Promise<'ended' | 'unknown'>;
  /** Ends every live session of a user but `except`; answers the ids of those it ended. */
  endAll(userId: string, now: number, except?: string): Promise<string[]>;
  /** The sessions of a user that have neither ended nor reached their limits, newest first. */
  listLive(userId: string, now: number): Promise<Session[]>;
}
