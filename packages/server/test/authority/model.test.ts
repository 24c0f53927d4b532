import { expect, test } from 'vitest';
import { expectSame, rowsOfState, rowsOfWorld, verdictOf } from './model/compare.ts';
import { PER_EPISODE, runEpisode, type Step, seedsFor } from './model/episode.ts';
import { expectExplained, expectImpact } from './model/explained.ts';
import { expectNoOwnGain, expectNothingRevealed, expectRootSuper, expectWhole } from './model/invariants.ts';
import type { Dice } from './model/seeded.ts';

/** HUFU_MODEL_OPERATIONS sets how many, HUFU_MODEL_SEED replays one episode that failed. */
const seeds = seedsFor(0.8);
const minutes = 60_000;

test(`authority §2: random calls of random actors agree with a naive model of the rules in every answer, tree and permission`, {
  timeout: 10 * minutes,
}, () => {
  const seen = new Map<string, number>();
  for (const seed of seeds) {
    runEpisode(seed, PER_EPISODE, {
      peopleChange: true,
      check: (step, random) => {
        count(seen, step);
        checkStep(step, random);
      },
    });
  }
  if (seeds.length > 50) expectCases(seen);
});

function checkStep(step: Step, random: Dice): void {
  const { decision, state, stateBefore, world, now } = step;
  expectNothingRevealed(step);
  if (random.chance(0.1)) expectExplained(step, random);
  if (decision.kind !== 'allowed' || decision.effects.length === 0) return;
  expectSame(state, world, now);
  expectWhole(world);
  expectRootSuper(step);
  expectNoOwnGain(step);
  expectImpact(step);
  // A reader of the state before sees it as it was.
  if (random.chance(0.1)) expect(rowsOfState(stateBefore)).toEqual(rowsOfWorld(step.worldBefore));
}

function count(seen: Map<string, number>, { change, decision }: Step): void {
  const idle = decision.kind === 'allowed' && decision.effects.length === 0 ? ' without effect' : '';
  const name = `${change.kind}: ${verdictOf(decision)}${idle}`;
  seen.set(name, (seen.get(name) ?? 0) + 1);
}

/** A run that never meets a rule proves nothing about it: a long one meets every case, a short one all but a few rare ones. */
function expectCases(seen: ReadonlyMap<string, number>): void {
  const missed = CASES.filter((name) => !seen.has(name));
  if (seeds.length > 1_000) expect(missed).toEqual([]);
  else expect(missed.length).toBeLessThanOrEqual(3);
}

const CASES = [
  ...['allowed', 'forbidden 7', 'unknown parent_id', 'invalid name'].map((verdict) => `add_role: ${verdict}`),
  ...['allowed', 'allowed without effect', 'forbidden 7', 'unknown role_id', 'invalid name'].map(
    (verdict) => `change_role: ${verdict}`,
  ),
  ...['allowed', 'forbidden 1', 'forbidden 7', 'unknown role_id'].map((verdict) => `delete_role: ${verdict}`),
  ...['allowed', 'forbidden 7', 'unknown parent_id', 'unknown role_ids', 'invalid role_ids'].map(
    (verdict) => `insert_role: ${verdict}`,
  ),
  ...['allowed', 'allowed without effect', 'forbidden 1', 'forbidden 7', 'forbidden 8', 'unknown role_id'].flatMap((verdict) => [
    `set_memberships: ${verdict}`,
    `end_memberships: ${verdict}`,
  ]),
  ...['invalid expires_at', 'invalid user_id'].map((verdict) => `set_memberships: ${verdict}`),
  ...['allowed', 'allowed without effect', 'forbidden 9', 'unknown role_id'].flatMap((verdict) => [
    `add_groups: ${verdict}`,
    `remove_groups: ${verdict}`,
  ]),
  'add_groups: forbidden 8',
  ...['allowed', 'forbidden 7', 'invalid name'].map((verdict) => `add_resources: ${verdict}`),
  ...['allowed', 'forbidden 7', 'unknown id', 'invalid name', 'invalid id'].map((verdict) => `change_resources: ${verdict}`),
  ...['allowed', 'forbidden 7', 'unknown resource_id'].map((verdict) => `delete_resources: ${verdict}`),
  ...['allowed', 'allowed without effect', 'forbidden 7', 'unknown role_id', 'unknown resource_id'].flatMap((verdict) => [
    `link: ${verdict}`,
    `unlink: ${verdict}`,
    `replace_links: ${verdict}`,
  ]),
  ...['link: forbidden 5', 'replace_links: forbidden 5', 'unlink: forbidden 4', 'replace_links: forbidden 4'],
];
