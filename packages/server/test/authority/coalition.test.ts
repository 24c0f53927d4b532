import { expect, test } from 'vitest';
import type { Actor } from '../../src/authority/change.ts';
import { runEpisode, seedsFor } from './model/episode.ts';
import { moments } from './model/invariants.ts';
import type { NaiveModel } from './model/naive-model.ts';
import { USERS } from './model/random-world.ts';
import type { Dice } from './model/seeded.ts';

const seeds = seedsFor(0.2);
const minutes = 60_000;
/** As long as an episode of the model test, so that a seed means the same number of calls. */
const CALLS = 100;

test('authority §2 rule 10: however many delegated administrators work together, nobody ends up with more than one of them could give', {
  timeout: 10 * minutes,
}, () => {
  let changes = 0;
  for (const seed of seeds) {
    const start: { world?: NaiveModel; now?: number } = {};
    runEpisode(seed, CALLS, {
      peopleChange: false,
      actor: (random, world, now) => {
        start.world ??= world.copy();
        start.now ??= now;
        return delegated(random, coalition(start.world, start.now), (user) => world.administered(user, now).length > 0);
      },
      check: ({ world, now, decision }) => {
        if (decision.kind !== 'allowed' || decision.effects.length === 0) return;
        changes += 1;
        expectWithinCeiling({ start: start.world!, startedAt: start.now! }, world, now);
      },
    });
  }
  // A twentieth of the calls at least does something: a coalition that is always refused proves nothing.
  if (seeds.length > 10) expect(changes).toBeGreaterThan((seeds.length * CALLS) / 20);
});

/** Everyone but who is a super of the root at the start: they may do everything and are not what this is about. */
function coalition(start: NaiveModel, startedAt: number): string[] {
  return USERS.filter((name) => !start.isRootSuper({ kind: 'user', name }, startedAt));
}

function delegated(random: Dice, members: readonly string[], administers: (user: string) => boolean): Actor {
  const able = members.filter(administers);
  if (able.length > 0 && random.chance(0.9)) return { kind: 'user', name: random.pick(able) };
  return { kind: 'user', name: members.length > 0 ? random.pick(members) : 'nobody' };
}

interface Start {
  readonly start: NaiveModel;
  readonly startedAt: number;
}

/** At every moment from now on: no one has a type or a resource beyond their own at the start and what the coalition held. */
function expectWithinCeiling({ start, startedAt }: Start, world: NaiveModel, now: number): void {
  const members = coalition(start, startedAt);
  const lent = new Set(members.flatMap((user) => start.permissions(user, startedAt)));
  const kept = world.roles.filter(({ id }) => start.roles.some((role) => role.id === id));
  for (const at of moments(now, start, world)) {
    for (const { id } of kept) {
      const ceiling = Math.max(...members.map((user) => start.rank(user, id, at)), -1);
      for (const user of USERS) {
        const had = start.rank(user, id, at);
        // An admin makes admins; nobody here makes a super.
        const most = Math.max(had, ceiling >= 1 ? 1 : -1);
        expect(world.rank(user, id, at)).toBeLessThanOrEqual(most);
      }
    }
    for (const user of USERS) {
      const before = [...start.permissions(user, at), ...start.permissions(user, startedAt)];
      expect(world.permissions(user, at).filter((id) => !before.includes(id) && !lent.has(id))).toEqual([]);
    }
  }
  // What no delegated administrator reaches is as it was.
  const reached = new Set(members.flatMap((user) => start.administered(user, startedAt)));
  const outside = (from: NaiveModel): string[] =>
    from.members
      .filter(({ role }) => start.roles.some(({ id }) => id === role) && !reached.has(role))
      .map((row) => JSON.stringify(row))
      .sort();
  expect(outside(world)).toEqual(outside(start));
}
