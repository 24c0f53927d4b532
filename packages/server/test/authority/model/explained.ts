import { expect } from 'vitest';
import type { Actor, AuthorityChange } from '../../../src/authority/change.ts';
import { decide } from '../../../src/authority/delegation.ts';
import { explain } from '../../../src/authority/explanation/explain.ts';
import type { Grant } from '../../../src/authority/explanation/grants.ts';
import { impactOf } from '../../../src/authority/explanation/impact.ts';
import { reachOf } from '../../../src/authority/reach.ts';
import { apply, type Step } from './episode.ts';
import type { NaiveModel } from './naive-model.ts';
import { USERS } from './random-world.ts';
import type { Dice } from './seeded.ts';

/** An explanation names every path of an allow, and grants for a deny that whoever is named can make and that then allow it. */
export function expectExplained({ state, world, now }: Pick<Step, 'state' | 'world' | 'now'>, random: Dice): void {
  if (world.resources.length === 0) return;
  const userId = random.pick(world.users);
  const resourceId = random.pick(world.resources).id;
  const explanation = explain(state, { userId, resourceId }, now);
  expect(explanation.decision).toBe(world.permissions(userId, now).includes(resourceId) ? 'allow' : 'deny');
  const ways = waysOf(world, userId, { resourceId, now });
  if (explanation.decision === 'allow') {
    const paths = explanation.paths.map(({ roleId, groupId }) => `${roleId} ${groupId ?? 'self'}`);
    expect(paths.sort()).toEqual(ways.sort());
    return;
  }
  expect(explanation.active).toBe(world.active.includes(userId));
  if (ways.length > 0) expect(explanation.grants).toEqual([]);
  else expect(explanation.grants).not.toEqual([]);
  for (const grant of explanation.grants) expectGrantWorks({ state, world, now }, grant, { userId, resourceId });
  expectSeen({ state, now }, random, { userId, resourceId });
}

function waysOf(world: NaiveModel, user: string, { resourceId, now }: { resourceId: number; now: number }): string[] {
  const holders = world.roles.filter(({ id }) => world.resourcesIn(id).includes(resourceId)).map(({ id }) => id);
  const groups = world.usersInGroups.filter((row) => row.user === user).map(({ group }) => group);
  return [
    ...holders.filter((role) => world.ownRank(user, role, now) >= 0).map((role) => `${role} self`),
    ...world.groupsInRoles
      .filter((row) => holders.includes(row.role) && groups.includes(row.group))
      .map((row) => `${row.role} ${row.group}`),
  ];
}

function expectGrantWorks(
  { state, world, now }: Pick<Step, 'state' | 'world' | 'now'>,
  { kind, roleId, entitled }: Grant,
  { userId, resourceId }: { userId: string; resourceId: number },
): void {
  const change: AuthorityChange =
    kind === 'link'
      ? { kind: 'link', roleId, resourceIds: [resourceId] }
      : { kind: 'set_memberships', memberships: [{ roleId, userId, type: 'normal' }] };
  const people = entitled.map((one): Actor => ({ kind: 'user', name: one.userId }));
  for (const actor of [...people, { kind: 'client', name: 'client-1', clientId: 1 } as const]) {
    const decision = decide(state, { actor, change, now });
    if (decision.kind !== 'allowed') throw new Error(`${actor.name} is named as entitled, but: ${JSON.stringify(decision)}`);
    const after = apply(state, { actor, now, decision, firstId: world.lastId + 1 });
    const allowed = explain(after, { userId, resourceId }, now).decision === 'allow';
    expect(allowed).toBe(world.active.includes(userId));
  }
  const named = entitled.map((one) => one.userId);
  const others = USERS.filter((name) => !named.includes(name));
  for (const name of others) expect(decide(state, { actor: { kind: 'user', name }, change, now }).kind).not.toBe('allowed');
}

/** To a reader who does not see everything, nothing outside their reach is named. */
function expectSeen(
  { state, now }: Pick<Step, 'state' | 'now'>,
  random: Dice,
  holding: { userId: string; resourceId: number },
): void {
  const seenBy = reachOf(state, { kind: 'user', name: random.pick(USERS) }, now);
  const explanation = explain(state, { ...holding, seenBy }, now);
  if (explanation.decision === 'allow') return;
  for (const grant of explanation.grants) {
    expect(seenBy.hasRole(grant.roleId)).toBe(true);
    for (const { userId } of grant.entitled) expect(seenBy.hasUser(userId)).toBe(true);
  }
}

/** A dry run says exactly who gains and loses which resources, and which roles within reach. */
export function expectImpact({ stateBefore, state, worldBefore, world, now }: Step): void {
  const impact = impactOf(stateBefore, state, now);
  const compare = (read: (from: NaiveModel, user: string) => number[]): unknown => {
    const rows = [...USERS].sort().map((userId) => {
      const [old, changed] = [read(worldBefore, userId), read(world, userId)];
      return { userId, gained: listed(changed, old), lost: listed(old, changed) };
    });
    const first = rows.filter(({ gained, lost }) => gained.count + lost.count > 0);
    const count = (what: 'gained' | 'lost'): number => rows.filter((row) => row[what].count > 0).length;
    return { gaining: count('gained'), losing: count('lost'), first };
  };
  expect(impact).toEqual({
    users: compare((from, user) => from.permissions(user, now)),
    administrators: compare((from, user) => from.administered(user, now)),
  });
}

function listed(those: number[], without: number[]): { count: number; first: number[] } {
  const first = those.filter((id) => !without.includes(id));
  return { count: first.length, first };
}
