import type { AuthorityState } from '../authority-state.ts';
import type { AuthorityChange, MembershipWish } from '../change.ts';
import { isCurrent } from '../effective-type.ts';
import { ERASED, type Membership } from '../model.ts';
import { subtree } from '../state/role-tree.ts';
import { placesBelow, RoleIds, type Span } from './role-ids.ts';
import { type Step, type Steps, StepsImpossible } from './steps.ts';

/** What is to be put back as it was. */
export interface Restoration {
  /** The state as it was. */
  readonly then: AuthorityState;
  /** The top of the subtree, by its id of then. */
  readonly roleId: number;
  /** Milliseconds since 1970: memberships that have ended since stay ended. */
  readonly now: number;
  /** Whether a group that was in a role then is still there. */
  readonly hasGroup: (groupId: number) => boolean;
}

/**
 * The changes that put a subtree back, one after the other: roles that are new go, roles that are gone come back where they
 * were, then names, links, groups and memberships. Resources that were deleted stay so, and so do people who were erased. Throws `StepsImpossible` where roles
 * were arranged so that the four changes of a tree (contract/authority.md §2 rule 2) do not lead back.
 */
export function* restorePlan(restoration: Restoration, start: AuthorityState): Steps {
  const { then, roleId } = restoration;
  const ids = new RoleIds();
  const below = placesBelow(then, roleId);
  const wanted = subtree(then, roleId);
  let now = yield* bringBack(restoration, { ids, below, roleId, state: start });
  for (const id of newRoles(restoration, ids, now)) ({ state: now } = yield { kind: 'delete_role', roleId: id });
  for (const id of wanted.slice(1)) now = yield* bringBack(restoration, { ids, below, roleId: id, state: now });
  if (!wanted.every((id) => isInPlace(restoration, { ids, below, roleId: id, state: now }))) throw new StepsImpossible();
  for (const id of wanted) now = yield* putTextAndLinksBack(then, now, { from: id, to: ids.nowOf(id) });
  for (const id of wanted) now = yield* putGroupsBack(restoration, now, { from: id, to: ids.nowOf(id) });
  yield* putMembershipsBack(restoration, now, ids);
}

interface Place {
  readonly ids: RoleIds;
  /** The roles of then that were at or below the top, by where they stood. */
  readonly below: ReadonlyMap<number, Span>;
  readonly roleId: number;
  readonly state: AuthorityState;
}

interface Pair {
  readonly from: number;
  readonly to: number;
}

function* bringBack(restoration: Restoration, place: Place): Steps<AuthorityState> {
  const { ids, roleId, state } = place;
  yield;
  const role = restoration.then.role(roleId);
  if (role === undefined || state.role(roleId) !== undefined) return state;
  const { name, description } = role;
  const parentId = parentNow(restoration, place);
  const childIds = state.childrenOf(parentId).filter((id) => belongsBelow(restoration, place, id));
  const change: AuthorityChange =
    childIds.length === 0
      ? { kind: 'add_role', parentId, name, description }
      : { kind: 'insert_role', parentId, childIds, name, description };
  const step: Step = yield change;
  const [newId] = step.newIds;
  if (newId === undefined) throw new StepsImpossible();
  ids.comesBack(roleId, newId);
  return step.state;
}

/** The nearest role above, as of then, that is there now. */
function parentNow({ then }: Restoration, { ids, roleId, state }: Place): number {
  let role = then.role(roleId);
  do role = role && then.role(role.parentId);
  while (role !== undefined && state.role(ids.nowOf(role.id)) === undefined);
  return role === undefined ? state.rootId : ids.nowOf(role.id);
}

/** Whether a role of now holds what was below the given role then: something of it, and nothing else of then. */
function belongsBelow({ then }: Restoration, { roleId, state, ids, below }: Place, candidate: number): boolean {
  const top = below.get(roleId);
  const walked = [candidate];
  let found = false;
  for (const id of walked) {
    const old = ids.thenOf(id);
    const span = below.get(old);
    const isBelow = span !== undefined && top !== undefined && span.first > top.first && span.last <= top.last;
    // The first that stood elsewhere decides: most candidates are looked at no further than themselves.
    if (!isBelow && then.role(old) !== undefined) return false;
    found ||= isBelow;
    for (const child of state.childrenOf(id)) walked.push(child);
  }
  return found;
}

/** Roles below that did not exist then, from the bottom up. */
function newRoles({ then, roleId }: Restoration, ids: RoleIds, state: AuthorityState): number[] {
  const below = subtree(state, ids.nowOf(roleId)).slice(1);
  return below.filter((id) => then.role(ids.thenOf(id)) === undefined).reverse();
}

function isInPlace({ then, roleId: top }: Restoration, { ids, roleId, state }: Place): boolean {
  const role = state.role(ids.nowOf(roleId));
  const parentId = then.role(roleId)?.parentId ?? roleId;
  return role !== undefined && (roleId === top || role.parentId === ids.nowOf(parentId));
}

function* putTextAndLinksBack(then: AuthorityState, start: AuthorityState, { from, to }: Pair): Steps<AuthorityState> {
  yield;
  let state = start;
  const role = then.role(from);
  const own = state.role(to);
  if (role !== undefined && own !== undefined && (role.name !== own.name || role.description !== own.description)) {
    ({ state } = yield { kind: 'change_role', roleId: to, name: role.name, description: role.description });
  }
  const wanted = [...then.resourcesOf(from)].filter((id) => state.resource(id) !== undefined);
  const held = state.resourcesOf(to);
  const same = wanted.length === held.size && wanted.every((id) => held.has(id));
  if (!same && to !== state.rootId) ({ state } = yield { kind: 'replace_links', roleId: to, resourceIds: wanted });
  return state;
}

function* putGroupsBack({ then, hasGroup }: Restoration, start: AuthorityState, { from, to }: Pair): Steps<AuthorityState> {
  yield;
  let state = start;
  const wanted = new Set([...then.groupsOf(from)].map(({ groupId }) => groupId).filter(hasGroup));
  const there = new Set([...state.groupsOf(to)].map(({ groupId }) => groupId));
  const added = [...wanted].filter((id) => !there.has(id));
  const removed = [...there].filter((id) => !wanted.has(id));
  if (added.length > 0) ({ state } = yield { kind: 'add_groups', roleId: to, groupIds: added });
  if (removed.length > 0) ({ state } = yield { kind: 'remove_groups', roleId: to, groupIds: removed });
  return state;
}

/** First those that come back, then those that end: so a root never goes without a super in between. */
function* putMembershipsBack({ then, roleId, now }: Restoration, state: AuthorityState, ids: RoleIds): Steps {
  const made: MembershipWish[] = [];
  const ended: MembershipWish[] = [];
  for (const from of subtree(then, roleId)) {
    yield;
    const to = ids.nowOf(from);
    const kept = [...then.membershipsOf(from)].filter((one) => isCurrent(one, now) && !isErased(one));
    const wanted = new Map(kept.map((one) => [one.userId, one]));
    for (const { userId, type, expiresAt } of wanted.values()) {
      const own = state.membership(to, userId);
      if (own?.type !== type || own.expiresAt !== expiresAt) made.push({ roleId: to, userId, type, expiresAt });
    }
    const held = [...state.membershipsOf(to)].filter((one) => isCurrent(one, now));
    for (const { userId } of held) if (!wanted.has(userId)) ended.push({ roleId: to, userId });
  }
  if (made.length > 0) yield { kind: 'set_memberships', memberships: made };
  if (ended.length > 0) yield { kind: 'end_memberships', memberships: ended };
}

function isErased({ userId }: Membership): boolean {
  return userId.startsWith(ERASED);
}
