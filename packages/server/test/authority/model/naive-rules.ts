// The other half of the naive model: who may do what, rule by rule, and what it does to the lists.
import type { Actor, AuthorityChange, ChangeOf } from '../../../src/authority/change.ts';
import { brokenSubset, FOREVER, type NaiveMember, type NaiveModel, RANKS } from './naive-model.ts';

/** What the rules say to a change: `allowed`, or which refusal. */
export type Verdict = 'allowed' | `forbidden ${number}` | `unknown ${string}` | `invalid ${string}`;

/** Decides by the rules and, when they allow, does it. */
export function attempt(model: NaiveModel, { actor, now }: { actor: Actor; now: number }, change: AuthorityChange): Verdict {
  const malformed = formOf(change, now);
  if (malformed !== undefined) return malformed;
  const asking = ask(model, actor, now);
  switch (change.kind) {
    case 'add_role':
      return addRole(asking, change);
    case 'change_role':
      return renameRole(asking, change);
    case 'delete_role':
      return deleteRole(asking, change);
    case 'insert_role':
      return insertRole(asking, change);
    case 'set_memberships':
    case 'end_memberships':
      return changeMembers(asking, change);
    case 'add_groups':
    case 'remove_groups':
      return changeGroups(asking, change);
    case 'add_resources':
    case 'change_resources':
    case 'delete_resources':
      return asking.rootSuper ? changeResources(asking, change) : 'forbidden 7';
    case 'link':
    case 'unlink':
    case 'replace_links':
      return changeLinks(asking, change);
  }
}

interface Asking {
  model: NaiveModel;
  actor: Actor;
  now: number;
  rootSuper: boolean;
  rank(role: number): number;
  outOfReach(role: number): boolean;
  /** A super of a role strictly above, or of the root. */
  superAbove(role: number): boolean;
  hidden(resource: number): boolean;
}

function ask(model: NaiveModel, actor: Actor, now: number): Asking {
  const rank = (role: number): number => model.rankOf(actor, role, now);
  const rootSuper = model.isRootSuper(actor, now);
  return {
    ...{ model, actor, now, rootSuper, rank },
    outOfReach: (role) => rank(role) < 1,
    superAbove: (role) => rootSuper || rank(model.roles.find(({ id }) => id === role)!.parent) === 2,
    hidden: (resource) => !model.resourcesWithinReach(actor, now).includes(resource),
  };
}

/** What is wrong with a request whoever sends it and whatever there is. */
function formOf(change: AuthorityChange, now: number): Verdict | undefined {
  if ('name' in change && change.name === '') return 'invalid name';
  if ('resources' in change && change.resources.some(({ name }) => name === '')) return 'invalid name';
  if (change.kind === 'insert_role')
    return change.childIds.length === 0 || hasRepeats(change.childIds) ? 'invalid role_ids' : undefined;
  if (change.kind === 'change_resources') return hasRepeats(change.resources.map(({ id }) => id)) ? 'invalid id' : undefined;
  return change.kind === 'set_memberships' ? formOfWishes(change.memberships, now) : undefined;
}

type Wish = ChangeOf<'set_memberships'>['memberships'][number];

function formOfWishes(wishes: readonly Wish[], now: number): Verdict | undefined {
  if (wishes.some(({ expiresAt }) => typeof expiresAt === 'number' && !(expiresAt > now))) return 'invalid expires_at';
  const contradict = (one: Wish, other: Wish): boolean =>
    Object.is(one.roleId, other.roleId) &&
    one.userId === other.userId &&
    (one.type !== other.type || one.expiresAt !== other.expiresAt);
  return wishes.some((one) => wishes.some((other) => contradict(one, other))) ? 'invalid user_id' : undefined;
}

function hasRepeats(ids: readonly number[]): boolean {
  return ids.some((id, index) => ids.findIndex((other) => Object.is(other, id)) !== index);
}

function addRole({ model, rank, outOfReach }: Asking, { parentId, name, description }: ChangeOf<'add_role'>): Verdict {
  if (outOfReach(parentId)) return 'unknown parent_id';
  if (rank(parentId) < 2) return 'forbidden 7';
  model.lastId += 1;
  model.roles.push({ id: model.lastId, parent: parentId, name, description });
  return 'allowed';
}

function renameRole({ model, outOfReach, superAbove }: Asking, { roleId, name, description }: ChangeOf<'change_role'>): Verdict {
  if (outOfReach(roleId)) return 'unknown role_id';
  if (!superAbove(roleId)) return 'forbidden 7';
  Object.assign(model.roles.find(({ id }) => id === roleId)!, { name, description });
  return 'allowed';
}

function deleteRole({ model, now, rootSuper, outOfReach, superAbove }: Asking, { roleId }: ChangeOf<'delete_role'>): Verdict {
  const role = model.roles.find(({ id }) => id === roleId);
  if (role === undefined || outOfReach(roleId)) return 'unknown role_id';
  if (!superAbove(roleId)) return 'forbidden 7';
  if (role.parent === -1) return 'forbidden 1';
  const withSuper = model.members.some((row) => row.role === roleId && row.rank === 2 && now < row.end);
  if (withSuper && !rootSuper) return 'forbidden 7';
  for (const child of model.children(roleId)) child.parent = role.parent;
  model.roles = model.roles.filter((one) => one !== role);
  model.members = model.members.filter((row) => row.role !== roleId);
  model.groupsInRoles = model.groupsInRoles.filter((row) => row.role !== roleId);
  model.links = model.links.filter((row) => row.role !== roleId);
  return 'allowed';
}

function insertRole({ model, rank, outOfReach }: Asking, change: ChangeOf<'insert_role'>): Verdict {
  const { parentId: parent, childIds, name, description } = change;
  if (outOfReach(parent)) return 'unknown parent_id';
  if (childIds.some(outOfReach)) return 'unknown role_ids';
  if (rank(parent) < 2) return 'forbidden 7';
  const children = model.children(parent).filter(({ id }) => childIds.includes(id));
  if (children.length < childIds.length) return 'invalid role_ids';
  model.lastId += 1;
  const union = new Set(children.flatMap(({ id }) => model.resourcesIn(id)));
  model.roles.push({ id: model.lastId, parent, name, description });
  for (const child of children) child.parent = model.lastId;
  for (const resource of union) model.links.push({ role: model.lastId, resource });
  return 'allowed';
}

function changeGroups(
  { model, actor, rootSuper, outOfReach }: Asking,
  change: ChangeOf<'add_groups' | 'remove_groups'>,
): Verdict {
  const { kind, roleId: role, groupIds } = change;
  if (outOfReach(role)) return 'unknown role_id';
  if (!rootSuper) return 'forbidden 9';
  // A group's membership has no end: one whose own right has cannot grant it (rule 8).
  if (kind === 'add_groups' && model.rightEnds(actor, model.root().id, 2) !== FOREVER) return 'forbidden 8';
  model.groupsInRoles = model.groupsInRoles.filter((row) => row.role !== role || !groupIds.includes(row.group));
  if (kind === 'add_groups') for (const group of new Set(groupIds)) model.groupsInRoles.push({ role, group });
  return 'allowed';
}

/** By a root super. */
function changeResources(
  { model, hidden }: Asking,
  change: ChangeOf<'add_resources' | 'change_resources' | 'delete_resources'>,
): Verdict {
  if (change.kind === 'add_resources') {
    for (const { name, description, data } of change.resources) {
      model.lastId += 1;
      model.resources.push({ id: model.lastId, name, description, data });
      model.links.push({ role: model.root().id, resource: model.lastId });
    }
    return 'allowed';
  }
  if (change.kind === 'change_resources') {
    if (change.resources.some(({ id }) => hidden(id))) return 'unknown id';
    for (const wanted of change.resources) Object.assign(model.resources.find(({ id }) => id === wanted.id)!, wanted);
    return 'allowed';
  }
  if (change.resourceIds.some(hidden)) return 'unknown resource_id';
  model.resources = model.resources.filter(({ id }) => !change.resourceIds.includes(id));
  model.links = model.links.filter(({ resource }) => !change.resourceIds.includes(resource));
  return 'allowed';
}

function changeMembers(asking: Asking, change: ChangeOf<'set_memberships' | 'end_memberships'>): Verdict {
  const { model, outOfReach } = asking;
  if (change.memberships.some(({ roleId }) => outOfReach(roleId))) return 'unknown role_id';
  const wishes: readonly Wish[] = change.memberships;
  for (const wish of wishes) {
    const refusal = refusalOfWish(asking, wish, change.kind === 'set_memberships' && wish.type === 'super');
    if (refusal !== undefined) return refusal;
  }
  const after = model.copy();
  for (const wish of wishes) {
    const there = model.members.find((row) => row.role === wish.roleId && row.user === wish.userId && asking.now < row.end);
    if (change.kind === 'set_memberships') setMember(asking, after, { wish, there });
    else if (there !== undefined) removeMember(after, wish);
  }
  if (model.keepers().length > 0 && after.keepers().length === 0) return 'forbidden 1';
  model.members = after.members;
  return 'allowed';
}

function refusalOfWish({ model, actor, now, rootSuper }: Asking, wish: Wish, makesSuper: boolean): Verdict | undefined {
  if (actor.kind === 'user' && actor.name === wish.userId) return 'forbidden 8';
  const isSuper = model.ownRank(wish.userId, wish.roleId, now) === 2;
  return (makesSuper || isSuper) && !rootSuper ? 'forbidden 7' : undefined;
}

function setMember(
  { model, actor }: Asking,
  after: NaiveModel,
  { wish, there }: { wish: Wish; there: NaiveMember | undefined },
): void {
  const { roleId: role, userId: user } = wish;
  const rank = wish.type === undefined ? (there?.rank ?? 0) : RANKS.indexOf(wish.type);
  const asked = wish.expiresAt === undefined ? (there?.end ?? FOREVER) : (wish.expiresAt ?? FOREVER);
  // What asks for nothing new grants nothing, and so is not capped.
  if (there?.rank === rank && there.end === asked) return;
  const aboutSuper = rank === 2 || there?.rank === 2;
  const right = aboutSuper ? model.rightEnds(actor, model.root().id, 2) : model.rightEnds(actor, role, 1);
  removeMember(after, wish);
  after.members.push({ role, user, rank, end: Math.min(asked, right) });
}

function removeMember(model: NaiveModel, { roleId, userId }: Wish): void {
  model.members = model.members.filter((row) => row.role !== roleId || row.user !== userId);
}

type Relinking = ChangeOf<'link' | 'unlink' | 'replace_links'>;

/** Does it, then looks at what came out: the root must still hold everything, and each role no more than its parent. */
function changeLinks({ model, rootSuper, outOfReach, superAbove, hidden }: Asking, change: Relinking): Verdict {
  if (outOfReach(change.roleId)) return 'unknown role_id';
  if (!superAbove(change.roleId)) return 'forbidden 7';
  if (change.resourceIds.some(hidden)) return 'unknown resource_id';
  const after = model.copy();
  if (change.kind !== 'link') takeOut(after, change);
  if (change.kind !== 'unlink') putIn(after, change, rootSuper);
  if (after.resources.some(({ id }) => !after.resourcesIn(after.root().id).includes(id))) return 'forbidden 4';
  if (brokenSubset(after)) return 'forbidden 5';
  model.links = after.links;
  return 'allowed';
}

function takeOut(model: NaiveModel, { kind, roleId, resourceIds }: Relinking): void {
  const below = model.downwards(roleId).map(({ id }) => id);
  const stays = (resource: number): boolean => resourceIds.includes(resource) === (kind === 'replace_links');
  model.links = model.links.filter((row) => !below.includes(row.role) || stays(row.resource));
}

function putIn(model: NaiveModel, { roleId, resourceIds }: Relinking, rootSuper: boolean): void {
  const roles = rootSuper ? model.upwards(roleId).map(({ id }) => id) : [roleId];
  for (const role of roles) {
    const missing = [...new Set(resourceIds)].filter((id) => !model.resourcesIn(role).includes(id));
    for (const resource of missing) model.links.push({ role, resource });
  }
}
