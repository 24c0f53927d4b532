import type { AuthorityState } from '../authority-state.ts';
import type { Actor } from '../change.ts';
import { isAtLeast, isCurrent } from '../effective-type.ts';
import type { Membership } from '../model.ts';

/** When a right ends, in milliseconds since 1970: `Infinity` for one without an end, 0 for one that is not held. */
export type Until = number;

/** Until when someone is at least `admin` and at least `super` in a role: by the latest-ending of the memberships that say so. */
export interface RoleRights {
  readonly admin: Until;
  readonly super: Until;
}

/** What an actor may administer in one client at one moment (contract/authority.md §2 rules 6 and 7). */
export interface ActorRights {
  readonly isRootSuper: boolean;
  /** In a role, own and inherited. Nothing for a role that does not exist. */
  at(roleId: number): RoleRights;
  /** Whether the role exists and the actor is at least `admin` there: anything else is answered as unknown. */
  reaches(roleId: number): boolean;
  /** Whether the resource exists and a role within reach holds it. */
  reachesResource(resourceId: number): boolean;
  /** The user whose own memberships are out of bounds (rule 8): a client and the system are no users. */
  readonly self: string | undefined;
}

const NOTHING: RoleRights = { admin: 0, super: 0 };
const EVERYTHING: RoleRights = { admin: Infinity, super: Infinity };

/** Answers what the actor may administer at `now`: nothing for another client, and for a user who is not active. */
export function rightsOf(state: AuthorityState, actor: Actor, now: number): ActorRights {
  if (actor.kind === 'user') return rightsOfUser(state, actor.name, now);
  const own = actor.kind === 'system' || actor.clientId === state.clientId;
  const everywhere = own ? EVERYTHING : NOTHING;
  return {
    isRootSuper: own,
    at: (roleId) => (state.role(roleId) === undefined ? NOTHING : everywhere),
    reaches: (roleId) => own && state.role(roleId) !== undefined,
    reachesResource: (resourceId) => own && state.resource(resourceId) !== undefined,
    self: undefined,
  };
}

function rightsOfUser(state: AuthorityState, userId: string, now: number): ActorRights {
  const memberships = state.isActive(userId) ? [...state.membershipsOfUser(userId)] : [];
  const own = new Map(memberships.filter((held) => isCurrent(held, now)).map((held) => [held.roleId, ownRights(held)]));
  const administered = [...own].filter(([, { admin }]) => admin > 0).map(([roleId]) => roleId);
  const at = inherit(state, own);
  const isRootSuper = at(state.rootId).super > 0;
  return {
    isRootSuper,
    at,
    reaches: (roleId) => at(roleId).admin > 0,
    // What a role below holds, the administered one above it holds too (rule 5).
    reachesResource: (id) =>
      isRootSuper ? state.resource(id) !== undefined : administered.some((roleId) => state.resourcesOf(roleId).has(id)),
    self: userId,
  };
}

function ownRights({ type, expiresAt }: Membership): RoleRights {
  const until = expiresAt ?? Infinity;
  return { admin: isAtLeast(type, 'admin') ? until : 0, super: type === 'super' ? until : 0 };
}

/** Adds what comes from above, and remembers it: a batch asks for the same roles again and again. */
function inherit(state: AuthorityState, own: ReadonlyMap<number, RoleRights>): (roleId: number) => RoleRights {
  const known = new Map<number, RoleRights>();
  return (roleId) => {
    const climbed: number[] = [];
    let role = state.role(roleId);
    while (role !== undefined && !known.has(role.id)) {
      climbed.push(role.id);
      role = state.role(role.parentId);
    }
    let rights = (role === undefined ? undefined : known.get(role.id)) ?? NOTHING;
    for (const id of climbed.reverse()) {
      rights = longest(rights, own.get(id) ?? NOTHING);
      known.set(id, rights);
    }
    return rights;
  };
}

function longest(one: RoleRights, other: RoleRights): RoleRights {
  return { admin: Math.max(one.admin, other.admin), super: Math.max(one.super, other.super) };
}
