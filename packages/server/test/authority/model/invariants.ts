import { expect } from 'vitest';
import type { AuthorityChange } from '../../../src/authority/change.ts';
import { decide } from '../../../src/authority/delegation.ts';
import type { Step } from './episode.ts';
import { brokenSubset, FOREVER, type NaiveModel } from './naive-model.ts';

/** Moments at which something can change: now, each end of a membership, and long after. */
export function moments(now: number, ...worlds: NaiveModel[]): number[] {
  const ends = worlds.flatMap((world) => world.members.map(({ end }) => end)).filter((end) => end > now && end !== FOREVER);
  return [...new Set([now, ...ends, Number.MAX_SAFE_INTEGER])];
}

/** One root, no cycle, no orphan, nothing that hangs on what is not there. */
export function expectWhole(world: NaiveModel): void {
  const ids = world.roles.map(({ id }) => id);
  expect(world.roles.filter(({ parent }) => parent === -1)).toHaveLength(1);
  for (const { id, parent } of world.roles) {
    if (parent !== -1) expect(ids).toContain(parent);
    expect(reachesRoot(world, id)).toBe(true);
  }
  for (const { role } of [...world.members, ...world.groupsInRoles, ...world.links]) expect(ids).toContain(role);
  expect(brokenSubset(world)).toBe(false);
  const held = world.resourcesIn(world.root().id).sort();
  expect(held).toEqual(world.resources.map(({ id }) => id).sort());
}

function reachesRoot(world: NaiveModel, start: number): boolean {
  let id = start;
  for (let steps = 0; steps <= world.roles.length; steps += 1) {
    const role = world.roles.find((one) => one.id === id);
    if (role === undefined) return false;
    if (role.parent === -1) return true;
    id = role.parent;
  }
  return false;
}

/** Rule 1: who had a lasting root super has one still. */
export function expectRootSuper({ worldBefore, world }: Step): void {
  if (worldBefore.keepers().length > 0) expect(world.keepers()).not.toHaveLength(0);
}

/** Rule 10 for one call: at no moment does the caller have a type or hold a resource that they did not before. */
export function expectNoOwnGain({ actor, change, now, worldBefore, world }: Step): void {
  if (actor.kind !== 'user') return;
  const made =
    change.kind === 'add_resources' ? world.resources.filter(({ id }) => id > worldBefore.lastId).map(({ id }) => id) : [];
  const heldNow = [...worldBefore.permissions(actor.name, now), ...made];
  for (const at of moments(now, worldBefore, world)) {
    const before = [...heldNow, ...worldBefore.permissions(actor.name, at)];
    expect(world.permissions(actor.name, at).filter((id) => !before.includes(id))).toEqual([]);
    for (const { id, parent } of world.roles) {
      const compared = worldBefore.roles.some((role) => role.id === id) ? id : parent;
      expect(world.rank(actor.name, id, at)).toBeLessThanOrEqual(worldBefore.rank(actor.name, compared, at));
    }
  }
}

/** What is out of reach is answered exactly like what does not exist. */
export function expectNothingRevealed({ actor, change, now, decision, stateBefore, worldBefore }: Step): void {
  if (worldBefore.isRootSuper(actor, now)) return;
  const visible = worldBefore.resourcesWithinReach(actor, now);
  const disguised = disguise(change, {
    role: (id) => (worldBefore.rankOf(actor, id, now) >= 1 ? id : id + 5_000_000),
    resource: (id) => (visible.includes(id) ? id : id + 5_000_000),
  });
  expect(decide(stateBefore, { actor, change: disguised, now })).toEqual(decision);
}

interface Disguise {
  role(id: number): number;
  resource(id: number): number;
}

function disguise(change: AuthorityChange, { role, resource }: Disguise): AuthorityChange {
  const copy = structuredClone(change) as Record<string, unknown>;
  if ('roleId' in change) copy['roleId'] = role(change.roleId);
  if ('parentId' in change) copy['parentId'] = role(change.parentId);
  if ('childIds' in change) copy['childIds'] = change.childIds.map(role);
  if ('resourceIds' in change) copy['resourceIds'] = change.resourceIds.map(resource);
  if ('memberships' in change) copy['memberships'] = change.memberships.map((wish) => ({ ...wish, roleId: role(wish.roleId) }));
  if (change.kind === 'change_resources') copy['resources'] = change.resources.map((one) => ({ ...one, id: resource(one.id) }));
  return copy as unknown as AuthorityChange;
}
