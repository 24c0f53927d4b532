import type { AuthorityState } from '../authority/authority-state.ts';
import { resourcesOfRoles, rolesOfUser } from '../authority/effective-permissions.ts';
import { effectiveTypes, isCurrent } from '../authority/effective-type.ts';
import type { Membership, RoleType } from '../authority/model.ts';
import { type Reach, reachOf } from '../authority/reach.ts';
import { coversScope } from '../oauth/scope.ts';
import { InsufficientScope, notFound, refuse } from './api-failure.ts';
import type { ApiCall } from './api-route.ts';
import type { Caller } from './callers/caller.ts';

/**
 * What a caller may see of a client's authority (contract/authority.md §3): a root super everything; anyone else the roles at
 * or below those where they are admin or super, the members of these, and themself. What is outside does not exist for them.
 */
export interface View extends Reach {
  /** What is looked at: the state now, or as of the moment that was asked for. */
  readonly state: AuthorityState;
  /** The moment that is looked at, in milliseconds since 1970. */
  readonly moment: number;
  /** The person who calls; a client is nobody. */
  readonly self: string | undefined;
  /** Whether the caller speaks for the client itself. */
  readonly isClient: boolean;
  /** Whether the user is in a role of the client today, by name or by a group; also one who is not active. */
  isMember(userId: string): boolean;
  /** Whether a role within reach holds the resource. */
  hasResource(resourceId: number): boolean;
  /** The memberships of a role that count: none that has expired. */
  members(roleId: number): readonly Membership[];
  /** The roles a user is in by name or by a group, each with what the user counts as in it; none of one who is not active. */
  rolesOf(userId: string): ReadonlyMap<number, RoleType>;
}

/** A state and who looks at it; times are milliseconds since 1970. */
export interface Looking {
  readonly state: AuthorityState;
  /** Where the caller's rights come from. */
  readonly today: AuthorityState;
  readonly caller: Pick<Caller, 'actor'>;
  readonly now: number;
  readonly at?: number | undefined;
}

/**
 * Looks at the client of a call through its caller's eyes. Rights are always those of today, also where `at` is asked for: there
 * `admit`, which throws where the caller may not look at all, is asked before anything of that time is read.
 */
export async function viewOf(
  call: ApiCall<unknown, unknown>,
  admit: (rights: Pick<Reach, 'isRootSuper' | 'roleIds'>) => void = () => undefined,
): Promise<View> {
  const { caller, now, at } = call;
  if (at !== undefined) {
    const today = (await call.context.authorities.state({ clientId: call.clientId() })) ?? notFound('client_id');
    admit(reachOf(today, caller.actor, now));
    return viewThrough({ state: await call.state(), today, caller, now, at });
  }
  const state = await call.state();
  const view = viewThrough({ state, today: state, caller, now });
  admit(view);
  return view;
}

/** Looks at a state through a caller's eyes. */
export function viewThrough({ state, today, caller, now, at }: Looking): View {
  const reachToday = reachOf(today, caller.actor, now);
  const moment = at ?? now;
  const self = caller.actor.kind === 'user' ? caller.actor.name : undefined;
  const reach = state === today ? reachToday : reachOfThen({ state, today: reachToday, self, moment }, today);
  const roleIds = lazily(() => reach.roleIds().sort((one, other) => one - other));
  const held = lazily(() => resourcesOfRoles(state, roleIds()));
  return {
    ...reach,
    roleIds,
    state,
    moment,
    self,
    isClient: caller.actor.kind === 'client',
    isMember: (userId) => rolesIncludingInactive(today, userId, now).length > 0,
    hasResource: (id) => (reach.isRootSuper ? state.resource(id) !== undefined : held().has(id)),
    members: (roleId) => [...state.membershipsOf(roleId)].filter((one) => isCurrent(one, moment)),
    rolesOf: (userId) => rolesOf(state, userId, moment),
  };
}

/** Throws unless the caller is a super of the root role. */
export function requireRootSuper(view: Pick<Reach, 'isRootSuper'>): void {
  if (!view.isRootSuper) refuse('only a super of the root role may read this');
}

/** Throws unless the caller is admin or super of some role. */
export function requireAdministrator(view: Pick<Reach, 'isRootSuper' | 'roleIds'>): void {
  if (!view.isRootSuper && view.roleIds().length === 0) refuse('only an administrator of a role may read this');
}

/** Throws unless some role is within the caller's reach: as for one that is not. */
export function requireSomeRole(view: Pick<Reach, 'isRootSuper' | 'roleIds'>): void {
  if (!view.isRootSuper && view.roleIds().length === 0) notFound('role_id');
}

/** Throws unless the caller's token, where it is one, holds the scope: a relation needs the scope of what it shows. */
export function requireScope(caller: Pick<Caller, 'scopes'>, scope: string): void {
  if (!holdsScope(caller, scope)) throw new InsufficientScope(scope);
}

/** Whether the caller's token, where it is one, holds the scope. */
export function holdsScope({ scopes }: Pick<Caller, 'scopes'>, scope: string): boolean {
  return scopes === undefined || coversScope(scopes, scope);
}

interface Then {
  readonly state: AuthorityState;
  readonly today: Reach;
  readonly self: string | undefined;
  readonly moment: number;
}

/**
 * The reach in a tree of another time: what is within reach today, and what was then below it and is gone. A right that was
 * held then and is not held today shows nothing.
 */
function reachOfThen({ state, today, self, moment }: Then, treeToday: AuthorityState): Reach {
  const { isRootSuper } = today;
  const nearestOf = nearestStanding(state, treeToday);
  const hasRole = (roleId: number): boolean => {
    const nearest = nearestOf(roleId);
    return nearest !== undefined && today.hasRole(nearest);
  };
  return {
    isRootSuper,
    hasRole,
    roleIds: () => [...state.roles()].map(({ id }) => id).filter(hasRole),
    hasUser: (userId) => isRootSuper || userId === self || rolesIncludingInactive(state, userId, moment).some(hasRole),
    isSuperAbove: (roleId) => {
      const nearest = nearestOf(roleId);
      return nearest !== undefined && today.isSuperAbove(nearest);
    },
  };
}

/** The nearest role, itself or above in a tree of another time, that is there today; each way up is walked once. */
function nearestStanding(then: AuthorityState, today: AuthorityState): (roleId: number) => number | undefined {
  const known = new Map<number, number | undefined>();
  return (roleId) => {
    const climbed: number[] = [];
    let role = then.role(roleId);
    while (role !== undefined && !known.has(role.id) && today.role(role.id) === undefined) {
      climbed.push(role.id);
      role = then.role(role.parentId);
    }
    const nearest = role !== undefined && known.has(role.id) ? known.get(role.id) : role?.id;
    for (const id of climbed) known.set(id, nearest);
    return nearest;
  };
}

function rolesOf(state: AuthorityState, userId: string, moment: number): ReadonlyMap<number, RoleType> {
  if (!state.isActive(userId)) return new Map();
  const typeIn = effectiveTypes(state, userId, moment);
  return new Map([...rolesOfUser(state, userId, moment)].map((roleId) => [roleId, typeIn(roleId) ?? 'normal']));
}

function rolesIncludingInactive(state: AuthorityState, userId: string, moment: number): number[] {
  const own = [...state.membershipsOfUser(userId)].filter((one) => isCurrent(one, moment));
  return [...own, ...state.groupRolesOfUser(userId)].map(({ roleId }) => roleId);
}

function lazily<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}
