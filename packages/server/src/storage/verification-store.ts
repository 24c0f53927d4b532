/** What is verified of the stored rows, in this order. */
export const INVARIANTS = ['trees', 'roles', 'links', 'memberships', 'groups', 'history', 'tokens', 'counters'] as const;

/** The name of what is verified. */
export type Invariant = (typeof INVARIANTS)[number];

/** What is not as it must be; a `warning` is for somebody to look at, and may be meant so. */
export interface Violation {
  readonly severity: 'wrong' | 'warning';
  /** In one sentence, for the operator. */
  readonly problem: string;
}

/** A part that was verified. */
export interface VerifiedPart {
  /** How many rows were looked at. */
  readonly checked: number;
  readonly violations: readonly Violation[];
  /** Where to go on; `undefined` when that was the last of it. */
  readonly next: string | undefined;
}

/**
 * Tells whether the stored rows keep the rules that no foreign key keeps (contract/authority.md §2). What it finds is true of one
 * moment for each row, so it may run while others write.
 */
export interface VerificationStore {
  /** Verifies some hundreds of rows after `after`; `''` to begin. */
  verify(invariant: Invariant, after: string): Promise<VerifiedPart>;
}
