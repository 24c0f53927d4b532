import type { GroupImpactWire, ImpactsWire, ImpactWire } from '@hufu/contract';
import type { AuthorityState } from '../../authority/authority-state.ts';
import type { Listed } from '../../authority/explanation/differences.ts';
import { type GroupImpact, type Impact, impactOf, impactSeenBy } from '../../authority/explanation/impact.ts';
import { reachOf } from '../../authority/reach.ts';
import { isInventedId } from '../../authority/read-model/create-authorities.ts';
import type { Caller } from '../callers/caller.ts';
import { holdsScope } from '../visibility.ts';

/** What a change would leave of a client. */
export interface ImpactStates {
  readonly before: AuthorityState;
  readonly after: AuthorityState;
}

type Asking = Pick<Caller, 'actor' | 'user' | 'scopes'>;

/**
 * What a dry run answers about one client: of the people whom the caller sees. They are named where the caller may read who is
 * in roles, else only counted. `now` is in milliseconds since 1970.
 */
export function impactWire({ before, after }: ImpactStates, caller: Asking, now: number): ImpactWire {
  return wireOf(before.clientId, impactSeenBy([before, after], caller.actor, now), caller);
}

/**
 * What a dry run answers about several clients: only those where the caller reaches a role, and there only the people whom
 * they see. A system administrator sees all.
 */
export function impactsSeenBy(changes: readonly ImpactStates[], caller: Asking, now: number): ImpactsWire {
  if (caller.user?.systemAdministrator === true) {
    const all = changes.map(({ before, after }) => wireOf(before.clientId, impactOf(before, after, now), caller));
    return { dry_run: true, clients: all };
  }
  const reached = changes.filter(({ before, after }) =>
    [before, after].some((state) => reachOf(state, caller.actor, now).roleIds().length > 0),
  );
  return { dry_run: true, clients: reached.map((change) => impactWire(change, caller, now)) };
}

function wireOf(clientId: number, { users, administrators }: Impact, caller: Asking): ImpactWire {
  const named = holdsScope(caller, 'role-user:read');
  const [ofUsers, ofAdministrators] = [groupWire(users, named), groupWire(administrators, named)];
  return { dry_run: true, client_id: clientId, users: ofUsers, administrators: ofAdministrators };
}

function groupWire({ gaining, losing, first }: GroupImpact, named: boolean): GroupImpactWire {
  if (!named) return { gaining, losing };
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
