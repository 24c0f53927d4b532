/** What is recorded; the closed list of actions. */
export type AuditAction =
  | 'sign_in.succeeded'
  | 'sign_in.failed'
  | 'sign_in.throttled'
  | 'session.ended'
  | 'sessions.ended_all'
  | 'consent.given'
  | 'consent.refused'
  | 'consent.withdrawn'
  | 'code.issued'
  | 'code.replayed'
  | 'token.issued'
  | 'token.refreshed'
  | 'token.reused'
  | 'token.revoked'
  | 'client_authentication.failed'
  | 'client_jwt.replayed'
  | 'user.created'
  | 'user.changed'
  | 'user.deleted'
  | 'user.password_changed'
  | 'user.secret_generated'
  | 'client.created'
  | 'client.changed'
  | 'client.deleted'
  | 'client.secret_rotated'
  | 'setup.link_issued'
  | 'setup.completed'
  | 'configuration.applied';

/** Who did it, and from where. Never a secret, a code or a token: tokens appear by their ids. */
export interface AuditOrigin {
  /** A user id, `client-<id>`, `system` (the operator), or `anonymous`. */
  readonly actor: string;
  readonly address: string;
  readonly requestId: string;
}

/** One row of the audit table. */
export interface AuditEvent extends AuditOrigin {
  /** Ordered by time. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly action: AuditAction;
  readonly userId: string | null;
  readonly clientId: number | null;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

/** What a list of audit rows is narrowed by; newest first, at most `limit`. */
export interface AuditFilter {
  readonly before?: string;
  readonly userId?: string;
  readonly clientId?: number;
  readonly action?: string;
  /** Milliseconds since 1970, both inclusive. */
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
}

/** The audit table: appended to in the unit of work of the change it records. */
export interface AuditStore {
  append(event: AuditEvent): Promise<void>;
  list(filter: AuditFilter): Promise<AuditEvent[]>;
}
