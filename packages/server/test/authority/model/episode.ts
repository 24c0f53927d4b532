import { expect } from 'vitest';
import type { Actor, AuthorityChange, Decision, Effect } from '../../../src/authority/change.ts';
import { decide } from '../../../src/authority/delegation.ts';
import { applyEffects } from '../../../src/authority/state/apply-effects.ts';
import type { MemoryState } from '../../../src/authority/state/memory-state.ts';
import { MemoryPeople } from '../../../src/authority/state/people.ts';
import { stateOf, verdictOf } from './compare.ts';
import type { NaiveModel } from './naive-model.ts';
import { attempt } from './naive-rules.ts';
import { GROUPS, randomActor, randomChange, randomWorld, USERS } from './random-world.ts';
import { type Dice, dice } from './seeded.ts';

/** One call in both worlds: what was there, what came. */
export interface Step {
  readonly actor: Actor;
  readonly change: AuthorityChange;
  readonly now: number;
  readonly decision: Decision;
  readonly stateBefore: MemoryState;
  readonly state: MemoryState;
  readonly worldBefore: NaiveModel;
  readonly world: NaiveModel;
}

/** What an episode leaves to the test that runs it. */
export interface Script {
  /** Who acts next. */
  actor?(random: Dice, world: NaiveModel, now: number): Actor;
  /** Whether people are frozen, come back, and enter and leave groups in between. */
  readonly peopleChange: boolean;
  check(step: Step, random: Dice): void;
}

/** Runs random calls from one seed; throws with the seed and the call when the two worlds differ or a check fails. */
export function runEpisode(seed: number, operations: number, script: Script): void {
  const random = dice(seed);
  let now = 1_000;
  const world = randomWorld(random, now);
  let state = stateOf(world);
  for (let operation = 0; operation < operations; operation += 1) {
    now += random.number(4);
    if (script.peopleChange && random.chance(0.1)) state = changePeople(random, world, state);
    const actor = script.actor?.(random, world, now) ?? randomActor(random, world, now);
    const change = randomChange({ random, world, actor, now });
    const worldBefore = world.copy();
    try {
      const decision = decide(state, { actor, change, now });
      const after = decision.kind === 'allowed' ? apply(state, { actor, now, decision, firstId: world.lastId + 1 }) : state;
      expect(verdictOf(decision)).toBe(attempt(world, { actor, now }, change));
      script.check({ actor, change, now, decision, stateBefore: state, state: after, worldBefore, world }, random);
      state = after;
    } catch (error) {
      const call = JSON.stringify({ actor, change, now });
      const hint = `replay: HUFU_MODEL_SEED=${seed}, operation ${operation}: ${call}`;
      throw new Error(`${hint}\n${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
}

/** Applies an allowed decision with ids given out in order. */
export function apply(
  state: MemoryState,
  call: { actor: Actor; now: number; decision: Extract<Decision, { kind: 'allowed' }>; firstId: number },
): MemoryState {
  const { actor, now, decision, firstId } = call;
  const rows = decision.effects.filter((effect: Effect) => 'key' in effect);
  const ids = rows.map((_, index) => firstId + index);
  return applyEffects(state, { by: actor.name, at: now, effects: decision.effects, ids, epoch: state.epoch + 1 });
}

function changePeople(random: Dice, world: NaiveModel, state: MemoryState): MemoryState {
  const { people } = state.parts;
  if (!(people instanceof MemoryPeople)) throw new Error('the people of a model are in memory');
  const user = random.pick(USERS);
  if (random.chance(0.5)) {
    const active = !world.active.includes(user);
    world.active = active ? [...world.active, user] : world.active.filter((one) => one !== user);
    return state.withPeople(people.withUser(user, active), state.epoch + 1);
  }
  const group = random.pick(GROUPS);
  const others = world.usersInGroups.filter((row) => row.group !== group || row.user !== user);
  const enters = others.length === world.usersInGroups.length;
  world.usersInGroups = enters ? [...others, { group, user }] : others;
  return state.withPeople(people.withGroupUser(group, user, enters), state.epoch + 1);
}

const OPERATIONS = Number(process.env['HUFU_MODEL_OPERATIONS'] ?? 20_000);
export const PER_EPISODE = 100;

/** Seeds of the episodes that make up a share of the operations of a run: one, where one is to be replayed. */
export function seedsFor(share: number): number[] {
  const replayed = process.env['HUFU_MODEL_SEED'];
  if (replayed !== undefined) return [Number(replayed)];
  const first = Date.now() % 1_000_000_000;
  return Array.from({ length: Math.ceil((OPERATIONS * share) / PER_EPISODE) }, (_, index) => first + index);
}
