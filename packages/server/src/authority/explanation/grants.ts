import type { AuthorityState } from '../authority-state.ts';
import type { Holding } from '../effective-permissions.ts';
import { isAtLeast, isCurrent } from '../effective-type.ts';
import type { Membership, RoleType } from '../model.ts';
import type { Reach } from '../reach.ts';
import { ResourceSet } from '../state/resource-set.ts';
import { pathToRoot } from '../state/role-tree.ts';

/** How many grants, and how many people entitled to each, are named. */
const NAMED = 20;
/** How many candidates are measured, and how many members of one are looked at: enough to rank, and bounded. */
const MEASURED = 200;
const COUNTED = 10_000;

/** Someone who may make a grant, by this membership of theirs. */
export type Entitled = Pick<Membership, 'userId' | 'roleId' | 'type' | 'expiresAt'>;

/** A change that would let the user hold the resource. The client itself, as a root super, is entitled to each. */
export interface Grant {
  /** `membership`: the user becomes `normal` in the role. `link`: the role, where the user is, gets the resource. */
  readonly kind: 'membership' | 'link';
  readonly roleId: number;
  /** How much it gives: (user, resource) pairs beyond what is held, as far as the reader sees both. An estimate for a link to a role with very many members. */
  readonly gives: number;
  /** People who may make it, nearest first, and whether there are more. */
  readonly entitled: readonly Entitled[];
  readonly moreEntitled: boolean;
}

/** What the grants are searched for. */
export interface GrantSearch {
  /** Roles that the user is in. */
  readonly roles: ReadonlySet<number>;
  readonly held: ReadonlySet<number>;
  readonly now: number;
  /** Only what this reader sees. */
  readonly seenBy: Reach | undefined;
}

/** The smallest grants that would allow what is denied, at most 20, the smallest first; the root, which is everything, last. */
export function smallestGrants(state: AuthorityState, holding: Holding, search: GrantSearch): Grant[] {
  // However little it gives today: whatever the client will ever have comes with it.
  const isLast = ({ kind, roleId }: Pick<Grant, 'kind' | 'roleId'>): number =>
    Number(kind === 'membership' && roleId === state.rootId);
  const visible = (roleId: number): boolean => search.seenBy === undefined || search.seenBy.hasRole(roleId);
  const size = (roleId: number): number => state.resourcesOf(roleId).size;
  const joined = deepestHolders(state, holding.resourceId)
    .filter(visible)
    .sort((one, other) => size(one) - size(other));
  const linked = [...search.roles].filter((roleId) => state.role(roleId) !== undefined);
  const candidates: Omit<Grant, 'entitled' | 'moreEntitled'>[] = [
    ...joined
      .slice(0, MEASURED)
      .map((roleId) => ({ kind: 'membership' as const, roleId, gives: newToUser(state, roleId, search) })),
    ...linked
      .slice(0, MEASURED)
      .map((roleId) => ({ kind: 'link' as const, roleId, gives: newHolders(state, roleId, { holding, search }) })),
  ];
  return candidates
    .sort((one, other) => isLast(one) - isLast(other) || one.gives - other.gives || one.roleId - other.roleId)
    .slice(0, NAMED)
    .map((grant) => ({ ...grant, ...entitledTo(state, grant, { holding, search }) }));
}

/** A role above one of these gives more, and whoever may put someone into it may put them in here too. */
function deepestHolders(state: AuthorityState, resourceId: number): number[] {
  const holds = (roleId: number): boolean => state.resourcesOf(roleId).has(resourceId);
  const holders = holds(state.rootId) ? [state.rootId] : [];
  const deepest: number[] = [];
  for (const roleId of holders) {
    const below = state.childrenOf(roleId).filter(holds);
    holders.push(...below);
    if (below.length === 0) deepest.push(roleId);
  }
  return deepest;
}

function newToUser(state: AuthorityState, roleId: number, { held }: GrantSearch): number {
  const given = state.resourcesOf(roleId);
  return given.size - ResourceSet.countCommon(given, held);
}

/** A link reaches the role's ancestors that lack the resource, and so their members. */
function newHolders(state: AuthorityState, roleId: number, { holding, search }: Searched): number {
  const { now, seenBy } = search;
  const lacks = (id: number): boolean => !state.resourcesOf(id).has(holding.resourceId) && (seenBy?.hasRole(id) ?? true);
  const users = new Set<string>();
  let looked = 0;
  for (const id of pathToRoot(state, roleId).filter(lacks)) {
    for (const membership of membersIn(state, id)) {
      looked += 1;
      if (looked > COUNTED) return users.size;
      if (isCurrent(membership, now) && state.isActive(membership.userId)) users.add(membership.userId);
    }
  }
  return users.size;
}

interface Searched {
  readonly holding: Holding;
  readonly search: GrantSearch;
}

/** Whoever is stored in a role, by name or by a group. */
function* membersIn(state: AuthorityState, roleId: number): Generator<Pick<Membership, 'userId' | 'expiresAt'>> {
  yield* state.membershipsOf(roleId);
  for (const { groupId } of state.groupsOf(roleId)) {
    for (const userId of state.usersOfGroup(groupId)) yield { userId, expiresAt: null };
  }
}

function entitledTo(
  state: AuthorityState,
  grant: Pick<Grant, 'kind' | 'roleId'>,
  { holding, search }: Searched,
): Pick<Grant, 'entitled' | 'moreEntitled'> {
  const found = new Map<string, Entitled>();
  const [from, least] = grantedFrom(state, grant, holding.resourceId);
  for (const id of from) {
    for (const { userId, roleId, type, expiresAt } of state.administratorsOf(id)) {
      const may = isAtLeast(type, least) && isCurrent({ expiresAt }, search.now) && state.isActive(userId);
      // Rule 8: not even an administrator makes a membership of their own.
      const visible = userId !== holding.userId && (search.seenBy?.hasUser(userId) ?? true);
      if (may && visible && !found.has(userId)) found.set(userId, { userId, roleId, type, expiresAt });
      if (found.size > NAMED) return { entitled: [...found.values()].slice(0, NAMED), moreEntitled: true };
    }
  }
  return { entitled: [...found.values()], moreEntitled: false };
}

/** The roles, nearest first, whose members of at least that type may make the grant (rules 5 and 7). */
function grantedFrom(
  state: AuthorityState,
  { kind, roleId }: Pick<Grant, 'kind' | 'roleId'>,
  resourceId: number,
): [roleIds: number[], least: RoleType] {
  const path = pathToRoot(state, roleId);
  if (kind === 'membership') return [path, 'admin'];
  const [, parentId = state.rootId] = path;
  return [state.resourcesOf(parentId).has(resourceId) ? path.slice(1) : [state.rootId], 'super'];
}
