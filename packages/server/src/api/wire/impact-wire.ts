import type { GroupImpactWire, ImpactsWire, ImpactWire } from '@hufu/contract';
import type { AuthorityState } from '../../authority/authority-state.ts';
import type { Actor } from '../../authority/change.ts';
import { type GroupImpact, impactOf, impactSeenBy, type Listed } from '../../authority/explanation/impact.ts';
import { reachOf } from '../../authority/reach.ts';
import { isInventedId } from '../../authority/read-model/create-authorities.ts';

import type { Caller } from '../caller.ts';

/** What a change would leave of a client; with `seenBy`, only the people whom that actor sees. */
export interface ImpactStates {
  readonly before: AuthorityState;
  readonly after: AuthorityState;
  readonly seenBy?: Actor | undefined;
}

/** What a dry run answers about one client; `now` is in milliseconds since 1970. */
export function impactWire({ before, after, seenBy }: ImpactStates, now: number): ImpactWire {
  const impact = seenBy === undefined ? impactOf(before, after, now) : impactSeenBy([before, after], seenBy, now);
  const { users, administrators } = impact;
  return { dry_run: true, client_id: before.clientId, users: groupWire(users), administrators: groupWire(administrators) };
}

/**
 * What a dry run answers about several clients: only those where the caller reaches a role, and there only the people whom
 * they see. A system administrator sees all.
 */
export function impactsSeenBy(
  changes: readonly ImpactStates[],
  { actor, user }: Pick<Caller, 'actor' | 'user'>,
  now: number,
): ImpactsWire {
  if (user?.systemAdministrator === true) return { dry_run: true, clients: changes.map((change) => impactWire(change, now)) };
  const reached = changes.filter(({ before, after }) =>
    [before, after].some((state) => reachOf(state, actor, now).roleIds().length > 0),
  );
  return { dry_run: true, clients: reached.map((change) => impactWire({ ...change, seenBy: actor }, now)) };
}

function groupWire({ gaining, losing, first }: GroupImpact): GroupImpactWire {
  return {
    gaining,
    losing,
    first: first.map(({ userId, gained, lost }) => ({ user_id: userId, gained: known(gained), lost: known(lost) })),
  };
}

// What a dry run would make is counted, and has no id that could be told.
function known({ count, first }: Listed): Listed {
  return { count, first: first.filter((id) => !isInventedId(id)) };
}
