import type { AuthorityState } from '../authority-state.ts';
import { type Holding, resourcesOfRoles, rolesOfUser } from '../effective-permissions.ts';
import { isCurrent } from '../effective-type.ts';
import type { Membership } from '../model.ts';
import type { Reach } from '../reach.ts';
import { type Grant, smallestGrants } from './grants.ts';
import { type HoldingPath, pathsOf } from './paths.ts';

/** What is to be explained, and to whom. */
export interface ExplainQuestion extends Holding {
  /** Nothing outside is shown; absent: to someone who sees everything. */
  readonly seenBy?: Reach | undefined;
}

/** Why a user holds a resource or does not. */
export type Explanation =
  /** Every path that the reader sees; there may be others. */
  | { readonly decision: 'allow'; readonly paths: readonly HoldingPath[] }
  | {
      readonly decision: 'deny';
      /** Whether the user is active: one who is not holds nothing, whatever is granted. */
      readonly active: boolean;
      /** Memberships that would allow it and have expired. */
      readonly expired: readonly Membership[];
      /** The smallest changes that would allow it, to an active user. Empty for a user whom only their status keeps out. */
      readonly grants: readonly Grant[];
    };

/** Explains what `holdsResource` answers at `now`, in milliseconds since 1970, by the same state. */
export function explain(state: AuthorityState, question: ExplainQuestion, now: number): Explanation {
  const { userId, resourceId, seenBy } = question;
  const active = state.isActive(userId);
  const everyPath = pathsOf(state, question, now);
  const paths = seenBy === undefined ? everyPath : everyPath.filter(({ roleId }) => seenBy.hasRole(roleId));
  if (active && everyPath.length > 0) return { decision: 'allow', paths };
  const expired = [...state.membershipsOfUser(userId)].filter(
    (held) => !isCurrent(held, now) && state.resourcesOf(held.roleId).has(resourceId) && (seenBy?.hasRole(held.roleId) ?? true),
  );
  // What comes from outside of the reader's reach would show in how much a grant gives.
  const visible = (roleId: number): boolean => seenBy === undefined || seenBy.hasRole(roleId);
  const roles = new Set([...rolesOfUser(state, userId, now)].filter(visible));
  const search = { roles, held: resourcesOfRoles(state, roles), now, seenBy };
  const grants = everyPath.length > 0 ? [] : smallestGrants(state, question, search);
  return { decision: 'deny', active, expired, grants };
}
