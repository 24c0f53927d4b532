import type { AuditAction } from '../../../observability/audit.ts';

/** The audit table; `detail` is JSON. What is forgotten of a person leaves its salted hash in its place, after a `~`. */
export interface AuditRow {
  readonly id: string;
  readonly at: number;
  readonly action: AuditAction;
  readonly actor: string;
  readonly address: string;
  readonly request_id: string;
  readonly user_id: string | null;
  readonly client_id: number | null;
  readonly detail: string;
  /** How many rows of `audit_mentions` belong to it. */
  readonly mentions: number;
  readonly chain: number;
  readonly sequence: number;
  readonly hash: string;
}

/** What audit rows say about further people; `detail` is JSON. */
export interface AuditMentionRow {
  readonly audit_id: string;
  readonly position: number;
  readonly user_id: string;
  readonly detail: string;
}

/** What makes hashes of a person's data unlike all others: without it nobody can tell whose they were. */
export interface AuditSaltRow {
  /** A folded user id; `''` for what is no person's. */
  readonly subject: string;
  readonly salt: string;
}

/** The ends of the chains: the newest row, and the newest of those that were deleted by age. */
export interface AuditChainRow {
  /** A client's id; 0 for what belongs to no client. */
  readonly chain: number;
  readonly sequence: number;
  readonly hash: string;
  readonly anchor_sequence: number;
  readonly anchor_hash: string;
}
