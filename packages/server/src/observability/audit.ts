/** What is recorded; the closed list of actions. */
export type AuditAction =
  | 'sign_in.succeeded'
  | 'sign_in.failed'
  | 'sign_in.throttled'
  | 'session.ended'
  | 'sessions.ended_all'
  | 'logout.delivered'
  | 'logout.failed'
  | 'consent.given'
  | 'consent.refused'
  | 'consent.withdrawn'
  | 'code.issued'
  | 'code.replayed'
  | 'device.approved'
  | 'device.refused'
  | 'device.throttled'
  | 'token.issued'
  | 'token.refreshed'
  | 'token.reused'
  | 'token.revoked'
  | 'client_authentication.failed'
  | 'client_jwt.replayed'
  | 'user.created'
  | 'user.changed'
  | 'user.deleted'
  | 'user.erased'
  | 'user.password_changed'
  | 'user.secret_generated'
  | 'client.created'
  | 'client.changed'
  | 'client.deleted'
  | 'client.secret_rotated'
  | 'setup.link_issued'
  | 'setup.completed'
  | 'signing_key.created'
  | 'signing_key.revoked'
  | 'configuration.applied'
  | 'configuration.exported'
  | 'database.backed_up'
  | 'database.restored'
  | 'authority.changed'
  | 'group.created'
  | 'group.changed'
  | 'group.deleted'
  | 'group.user_added'
  | 'group.user_removed';

/** Who did it, and from where. Never a secret, a code or a token: tokens appear by their ids. */
export interface AuditOrigin {
  /** A user id, `client-<id>`, `system` (the operator), or `anonymous`. */
  readonly actor: string;
  readonly address: string;
  readonly requestId: string;
}

/** What a row says, in few words. */
export type AuditDetail = Readonly<Record<string, string | number | boolean | null>>;

/** What a row says about one person beside its user. */
export interface AuditMention {
  readonly userId: string;
  readonly detail: AuditDetail;
}

/**
 * One row of the audit table. Personal are the user, an actor who is a user, the address, the mentions, and the detail of a
 * row that has a user: only that can be forgotten, so a person belongs nowhere else.
 */
export interface AuditEvent extends AuditOrigin {
  /** Ordered by time. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly action: AuditAction;
  readonly userId: string | null;
  readonly clientId: number | null;
  readonly detail: AuditDetail;
  readonly mentions?: readonly AuditMention[];
}

/** What a list of audit rows is narrowed by; newest first, at most `limit`. */
export interface AuditFilter {
  readonly before?: string;
  /** Rows about this user, mentions included. */
  readonly userId?: string;
  readonly clientId?: number;
  readonly action?: string;
  /** Milliseconds since 1970, both inclusive. */
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
}

/** A page of audit rows, newest first. */
export interface AuditPage {
  readonly rows: AuditEvent[];
  /** How many rows there are; no more than `AUDIT_COUNT_LIMIT` are counted. */
  readonly total: number;
}

/** So many rows are counted, and can be reached by their pages, at most. */
export const AUDIT_COUNT_LIMIT = 100_000;

/** A chain of audit rows: a client's by its id, and `SYSTEM_CHAIN` of what belongs to no client. */
export type AuditChain = number;

/** The chain of the rows without a client. */
export const SYSTEM_CHAIN: AuditChain = 0;

/** How far a chain was verified. */
export interface ChainPosition {
  readonly sequence: number;
  readonly hash: string;
}

/** What verifying a part of a chain found. */
export type ChainVerdict =
  /** Intact so far; to be continued from `position`. */
  | { readonly kind: 'more'; readonly position: ChainPosition; readonly checked: number }
  /** Intact to its head. Whoever noted an earlier head can see that it is still in the chain. */
  | { readonly kind: 'intact'; readonly position: ChainPosition; readonly checked: number }
  /** The row of this number, counted from 1, was changed, removed or put elsewhere. */
  | {
      readonly kind: 'broken';
      readonly sequence: number;
      /** Of the row; `null` when it is missing. */
      readonly id: string | null;
      readonly reason: 'changed' | 'missing';
      readonly differs: ChainDifference;
      readonly checked: number;
    };

/** What of a row is not as it was chained. A hash tells that a member differs, not which. */
export type ChainDifference =
  /** There is no row of this number. */
  | 'row'
  /** The row and the one before it do not give its hash: one of its members, or its place. */
  | 'content'
  /** It does not mention as many people as it did. */
  | 'mentions'
  /** The salt of a person whom it names is gone, though the person was not forgotten. */
  | 'salt'
  /** The row is intact, but the chain's head is said to be another. */
  | 'head';

/** How far forgetting a person has come. */
export interface Forgetting {
  readonly changed: number;
  /** Where to go on; `undefined` when the person is forgotten. */
  readonly next: string | undefined;
}

/**
 * The audit table: appended to in the unit of work of the change it records. Its rows are chained by hash, one chain a client
 * and one for the system; into the chain what is personal enters only as a hash, salted for each person.
 */
export interface AuditStore {
  /** Appends to the chain of the row's client; until the unit of work ends, others who append to that chain wait or fail. */
  append(event: AuditEvent): Promise<void>;
  list(filter: AuditFilter): Promise<AuditEvent[]>;
  /** `p` counts from 1. */
  listFor(
    filter: Omit<AuditFilter, 'limit' | 'before'>,
    page: { readonly p: number; readonly pageSize: number },
  ): Promise<AuditPage>;
  /** Every chain, ascending. */
  chains(): Promise<AuditChain[]>;
  /** Checks at most `limit` rows after `from`; absent: from the oldest that is kept. */
  verify(chain: AuditChain, limit: number, from?: ChainPosition): Promise<ChainVerdict>;
  /**
   * Puts hashes in the place of what is personal of a user, in the rows after `after` (an id; `''` to begin), and at last drops
   * the salt, so that nobody can tell whose they were. Looks at no more than `limit` rows; the chains stay intact.
   */
  forget(userId: string, after: string, limit: number): Promise<Forgetting>;
  /** Deletes the oldest rows of a chain while they are from before `before`, at most `limit`; the rest still verifies. */
  trim(chain: AuditChain, before: number, limit: number): Promise<number>;
}
