import type { AuthorityState } from '../authority-state.ts';
import type { Actor } from '../change.ts';
import { effectivePermissions } from '../effective-permissions.ts';
import { administeredRoles, reachOf } from '../reach.ts';
import { touchedUsers } from '../state/touched-users.ts';

/** How many users a dry run names, and how many ids of each; the counts go on. */
const NAMED = 100;

/** Ids, of which the first are named. */
export interface Listed {
  readonly count: number;
  readonly first: readonly number[];
}

/** What one user gains and loses: resources, or roles within reach. */
export interface UserImpact {
  readonly userId: string;
  readonly gained: Listed;
  readonly lost: Listed;
}

/** Whom a change touches, and the first of them by user id. */
export interface GroupImpact {
  readonly gaining: number;
  readonly losing: number;
  readonly first: readonly UserImpact[];
}

/** What a change would do: resources to users, reach (role ids) to administrators. */
export interface Impact {
  readonly users: GroupImpact;
  readonly administrators: GroupImpact;
}

/** Compares two states of one client, as of `now` in milliseconds since 1970: what a dry run answers. */
export function impactOf(before: AuthorityState, after: AuthorityState, now: number): Impact {
  return compareStates([before, after], now, () => true);
}

/**
 * As `impactOf`, of the people whom the actor sees before or after (contract/authority.md §3); others are neither named nor
 * counted, for a change can touch those above too.
 */
export function impactSeenBy(
  states: readonly [before: AuthorityState, after: AuthorityState],
  actor: Actor,
  now: number,
): Impact {
  const [before, after] = states.map((state) => reachOf(state, actor, now));
  return compareStates(states, now, (userId) => before?.hasUser(userId) === true || after?.hasUser(userId) === true);
}

function compareStates(
  [before, after]: readonly [AuthorityState, AuthorityState],
  now: number,
  isShown: (userId: string) => boolean,
): Impact {
  const userIds = [...touchedUsers(before, after)].filter(isShown).sort();
  const compare = (read: (state: AuthorityState, userId: string, now: number) => Set<number>): GroupImpact =>
    summarise(userIds, (userId) => [read(before, userId, now), read(after, userId, now)]);
  return { users: compare(effectivePermissions), administrators: compare(administeredRoles) };
}

function summarise(userIds: readonly string[], read: (userId: string) => [old: Set<number>, changed: Set<number>]): GroupImpact {
  const first: UserImpact[] = [];
  let gaining = 0;
  let losing = 0;
  for (const userId of userIds) {
    const [old, changed] = read(userId);
    const gained = [...changed].filter((id) => !old.has(id));
    const lost = [...old].filter((id) => !changed.has(id));
    gaining += gained.length > 0 ? 1 : 0;
    losing += lost.length > 0 ? 1 : 0;
    if (gained.length + lost.length > 0 && first.length < NAMED) first.push({ userId, gained: list(gained), lost: list(lost) });
  }
  return { gaining, losing, first };
}

function list(ids: number[]): Listed {
  const sorted = ids.sort((one, other) => one - other);
  return { count: sorted.length, first: sorted.slice(0, NAMED) };
}
