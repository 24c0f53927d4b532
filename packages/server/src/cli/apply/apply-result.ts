/** What became of one user, group or client, or of a client's authority, or would become of it. */
export interface AppliedEntry {
  readonly kind: 'user' | 'group' | 'client' | 'authority';
  /** Of the authority, the client's. */
  readonly id: string;
  readonly fullname: string;
  readonly outcome: 'created' | 'changed' | 'unchanged' | 'pruned';
  /** What was changed, by the names of the members; of an authority how much, by words for it. */
  readonly members: readonly string[];
  /** Whether a client secret was, or would be, generated. */
  readonly generates_secret: boolean;
  /** The secret that was generated, shown this once. */
  readonly generated_secret: string | null;
}

/** An entry about what is never given a secret. */
export function plainEntry(
  about: Pick<AppliedEntry, 'kind' | 'id' | 'fullname'>,
  outcome: AppliedEntry['outcome'],
  members: readonly string[] = [],
): AppliedEntry {
  return { ...about, outcome, members, generates_secret: false, generated_secret: null };
}

/** An entry about a user. */
export function userEntry(
  { id, fullname }: { readonly id: string; readonly fullname: string },
  outcome: AppliedEntry['outcome'],
  members: readonly string[] = [],
): AppliedEntry {
  return plainEntry({ kind: 'user', id, fullname }, outcome, members);
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
