import { setImmediate as turn } from 'node:timers/promises';
import type { AuthorityStorage, AuthorityStores, StepsOutcome, StepsRequest } from '../authorities.ts';
import type { AuthorityChange, Decision } from '../change.ts';
import { decide } from '../delegation.ts';
import { StepsImpossible } from '../restore/steps.ts';
import { applyEffects } from '../state/apply-effects.ts';
import { MemoryState } from '../state/memory-state.ts';
import { auditOfChange } from './change-audit.ts';
import type { ReadModel } from './read-model.ts';

const CONFLICT: Extract<Decision, { kind: 'conflict' }> = {
  kind: 'conflict',
  member: 'at',
  reason: 'the tree was rearranged since in a way that adding, deleting and inserting roles does not undo',
};

/** How many changes, and how many rows in them, one unit of work makes: it holds up all others while it lasts. */
const MOST_STEPS = 1_000;
const MOST_EFFECTS = 100_000;

const TOO_MUCH: Extract<Decision, { kind: 'conflict' }> = {
  kind: 'conflict',
  member: 'at',
  reason: `takes more than ${MOST_STEPS} changes or ${MOST_EFFECTS} rows; do it in parts, for roles further below`,
};

/** How long is worked before others get their turn, in milliseconds. */
const SLICE_MS = 4;

type Allowed = Extract<Decision, { kind: 'allowed' }>;

interface Made {
  readonly state: MemoryState;
  readonly newIds: readonly number[];
}

/** What makes each change once it was decided; answers what came of it. */
export type Make = (before: MemoryState, change: AuthorityChange, decision: Allowed) => Promise<Made>;

/**
 * Makes several changes in one unit of work, each decided by the kernel on what the ones before it left: all of them or none.
 * `undefined` when there is no such client.
 */
export async function changeBySteps(
  { storage, model }: { readonly storage: AuthorityStorage; readonly model: ReadModel },
  request: StepsRequest,
): Promise<StepsOutcome | undefined> {
  if (request.dryRun) {
    const before = await model.state(request.clientId);
    return before && walk(before, request, { make: inventing(request), epoch: before.epoch });
  }
  // Outside of the unit of work, where all of a large client may be read without holding up others.
  await model.state(request.clientId).catch(() => undefined);
  try {
    return await storage.transact(async (stores) => {
      const epoch = await stores.authority.lock(request.clientId);
      if (epoch === undefined) return undefined;
      const held = model.held(request.clientId);
      const before = held?.epoch === epoch - 1 ? held : await stores.authority.load(request.clientId);
      if (!(before instanceof MemoryState)) throw new Error('a client that was there has no authority');
      const outcome = await walk(before, request, { make: writing(stores, request, epoch), epoch: epoch - 1 });
      if (outcome.kind === 'refused' || outcome.steps === 0) throw new Undone(outcome);
      return outcome;
    });
  } catch (error) {
    if (error instanceof Undone) return error.outcome;
    model.drop(request.clientId);
    throw error;
  }
}

async function walk(
  before: MemoryState,
  { plan, actor, now }: StepsRequest,
  { make, epoch }: { readonly make: Make; readonly epoch: number },
): Promise<StepsOutcome> {
  const steps = plan(before);
  const rest = sharing();
  let last: Made = { state: before, newIds: [] };
  let [count, effects] = [0, 0];
  try {
    for (let next = steps.next(); next.done !== true; next = steps.next(last)) {
      await rest();
      const change = next.value;
      if (change === undefined) continue;
      const decision = decide(last.state, { actor, change, now });
      if (decision.kind !== 'allowed') return { kind: 'refused', decision, epoch };
      count += 1;
      effects += decision.effects.length;
      if (count > MOST_STEPS || effects > MOST_EFFECTS) return { kind: 'refused', decision: TOO_MUCH, epoch };
      last = await make(last.state, change, decision);
    }
  } catch (error) {
    if (error instanceof StepsImpossible) return { kind: 'refused', decision: CONFLICT, epoch };
    throw error;
  }
  return { kind: 'changed', steps: count, before, after: last.state };
}

/** Waits for others once in a few milliseconds of work. */
function sharing(): () => Promise<void> {
  let startedAt = performance.now();
  return async () => {
    if (performance.now() - startedAt < SLICE_MS) return;
    await turn();
    startedAt = performance.now();
  };
}

/** Makes changes in the client's turn: writes each, with its audit row. */
export function writing({ authority, audit }: AuthorityStores, request: Omit<StepsRequest, 'plan'>, epoch: number): Make {
  const { clientId, actor, now: at } = request;
  return async (before, change, decision) => {
    const { effects } = decision;
    if (effects.length === 0) return { state: before, newIds: [] };
    const newIds = await authority.write({ clientId, by: actor.name, at }, effects);
    await audit.append(auditOfChange({ ...request, change }, { decision, before, newIds, epoch }));
    return { state: applyEffects(before, { by: actor.name, at, effects, ids: newIds, epoch }), newIds };
  };
}

// Ids that no row has: nobody is told them.
function inventing({ actor, now: at }: StepsRequest): Make {
  let next = Number.MAX_SAFE_INTEGER;
  return async (before, _, { effects }) => {
    const newIds = effects.filter(({ kind }) => kind === 'role_begins' || kind === 'resource_begins').map(() => next--);
    return { state: applyEffects(before, { by: actor.name, at, effects, ids: newIds, epoch: before.epoch }), newIds };
  };
}

/** Undoes a unit of work in which nothing is to stay. */
class Undone extends Error {
  override readonly name = 'Undone';
  readonly outcome: StepsOutcome;

  constructor(outcome: StepsOutcome) {
    super('nothing is to be written');
    this.outcome = outcome;
  }
}
