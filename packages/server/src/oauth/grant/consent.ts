/** What a user has let a client do, until withdrawn. */
export interface Consent {
  readonly clientId: number;
  readonly scopes: readonly string[];
  /** When the first of them was given, in milliseconds since 1970. */
  readonly since: number;
}

/** Consents: one row a user, client and scope, so that adding is one statement. */
export interface ConsentStore {
  find(userId: string, clientId: number): Promise<Consent | undefined>;
  list(userId: string): Promise<Consent[]>;
  /** Adds scopes to what was consented before. */
  add(userId: string, clientId: number, scopes: readonly string[], now: number): Promise<void>;
  withdraw(userId: string, clientId: number): Promise<'withdrawn' | 'unknown'>;
}
