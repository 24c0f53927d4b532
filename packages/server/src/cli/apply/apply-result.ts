/** What became of one user or client, or would become of it. */
export interface AppliedEntry {
  readonly kind: 'user' | 'client';
  readonly id: string;
  readonly fullname: string;
  readonly outcome: 'created' | 'changed' | 'unchanged' | 'pruned';
  /** What was changed, by the names of the members. */
  readonly members: readonly string[];
  /** Whether a client secret was, or would be, generated. */
  readonly generates_secret: boolean;
  /** The secret that was generated, shown this once. */
  readonly generated_secret: string | null;
}

/** An entry about a user, who is never given a secret. */
export function userEntry(
  user: { readonly id: string; readonly fullname: string },
  outcome: AppliedEntry['outcome'],
  members: readonly string[] = [],
): AppliedEntry {
  const { id, fullname } = user;
  return { kind: 'user', id, fullname, outcome, members, generates_secret: false, generated_secret: null };
}

/** What `apply` did, or with `--plan` would do. */
export interface ApplyResult {
  readonly planned: boolean;
  readonly entries: readonly AppliedEntry[];
  readonly warnings: readonly string[];
}

/** Collects what is done and what cannot be, so that all of it is reported together. */
export interface ApplyReport {
  readonly entries: AppliedEntry[];
  readonly warnings: string[];
  readonly problems: string[];
}
