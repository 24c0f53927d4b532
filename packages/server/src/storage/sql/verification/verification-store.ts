import type { Invariant, VerificationStore, VerifiedPart } from '../../verification-store.ts';
import type { Connection } from '../connection.ts';
import { GROUP_CHECKS, LINK_CHECKS, MEMBERSHIP_CHECKS, ROLE_CHECKS } from './authority-checks.ts';
import { verifyCounters } from './counters.ts';
import { type RangeCheck, verifyRanges } from './range-check.ts';
import { HISTORY_CHECKS, TOKEN_CHECKS } from './row-checks.ts';
import { verifyTrees } from './trees.ts';

type Verify = (connection: Connection, after: string) => Promise<VerifiedPart>;

const ranges =
  (checks: readonly RangeCheck[]): Verify =>
  (connection, after) =>
    verifyRanges(connection, checks, after);

const VERIFY: { readonly [Name in Invariant]: Verify } = {
  trees: verifyTrees,
  roles: ranges(ROLE_CHECKS),
  links: ranges(LINK_CHECKS),
  memberships: ranges(MEMBERSHIP_CHECKS),
  groups: ranges(GROUP_CHECKS),
  history: ranges(HISTORY_CHECKS),
  tokens: ranges(TOKEN_CHECKS),
  counters: verifyCounters,
};

/** Verification in SQL. */
export class SqlVerificationStore implements VerificationStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  verify(invariant: Invariant, after: string): Promise<VerifiedPart> {
    return VERIFY[invariant](this.#connection, after);
  }
}
