import type { AuthorityState } from '../authority-state.ts';
import type { Actor } from '../change.ts';
import { resourcesOfRoles, rolesOfUser } from '../effective-permissions.ts';
import { administeredBy, type Reach, reachOf } from '../reach.ts';
import { rolesBelow } from '../state/role-tree.ts';
import { touchedUsers } from '../state/touched-users.ts';
import { type Difference, Differences, type Listed, NAMED, type Read } from './differences.ts';

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
  return compareStates([before, after], now, () => 'whole');
}

/**
 * As `impactOf`, of the people whom the actor sees before or after (contract/authority.md §3); others are neither named nor
 * counted, for a change can touch those above too. Of who comes into sight only by the change it is told what the roles within
 * reach give: what they hold elsewhere, and whether they are active, is not the actor's to know.
 */
export function impactSeenBy(
  states: readonly [before: AuthorityState, after: AuthorityState],
  actor: Actor,
  now: number,
): Impact {
  const [old, changed] = states;
  const [before, after] = [reachOf(old, actor, now), reachOf(changed, actor, now)];
  return compareStates(states, now, (userId) => {
    if (before.hasUser(userId)) return 'whole';
    return after.hasUser(userId) ? after : 'hidden';
  });
}

/** What is told of a user: all that changes, only what a reach gives them, or nothing. */
type Told = 'whole' | 'hidden' | Reach;

type RolesOf = (state: AuthorityState, userId: string, now: number) => Iterable<number>;

function compareStates(states: readonly [AuthorityState, AuthorityState], now: number, tell: (userId: string) => Told): Impact {
  const [before, after] = states;
  const touched = [...touchedUsers(before, after)].sort().map((userId) => ({ userId, told: tell(userId) }));
  const shown = touched.filter(({ told }) => told !== 'hidden');
  const compare = (rolesOf: RolesOf, read: Read): GroupImpact => {
    const differences = new Differences(states, read);
    return summarise(shown, ({ userId, told }) => {
      const had = told === 'whole' && before.isActive(userId) ? rolesOf(before, userId, now) : [];
      const has = told !== 'whole' || after.isActive(userId) ? rolesOf(after, userId, now) : [];
      return differences.between(had, typeof told === 'string' ? has : [...has].filter(told.hasRole));
    });
  };
  return { users: compare(rolesOfUser, resourcesOfRoles), administrators: compare(administeredBy, rolesBelow) };
}

interface Shown {
  readonly userId: string;
  readonly told: Told;
}

function summarise(shown: readonly Shown[], differenceOf: (one: Shown) => Difference): GroupImpact {
  const first: UserImpact[] = [];
  let gaining = 0;
  let losing = 0;
  for (const one of shown) {
    const { gained, lost } = differenceOf(one);
    gaining += gained.count > 0 ? 1 : 0;
    losing += lost.count > 0 ? 1 : 0;
    if (gained.count + lost.count > 0 && first.length < NAMED) first.push({ userId: one.userId, gained, lost });
  }
  return { gaining, losing, first };
}
