import { setTimeout as delay } from 'node:timers/promises';
import {
  type Authorities,
  AuthorityBehind,
  type AuthorityStorage,
  type ChangeOutcome,
  type ChangeRequest,
} from '../authorities.ts';
import type { AuthorityState } from '../authority-state.ts';
import type { AuthorityStore } from '../authority-store.ts';
import type { Refusal } from '../change.ts';
import { decide } from '../delegation.ts';
import { applyEffects } from '../state/apply-effects.ts';
import { MemoryState } from '../state/memory-state.ts';
import { auditOfChange } from './change-audit.ts';
import { changeBySteps } from './change-by-steps.ts';
import type { PastStates } from './past-states.ts';
import type { ReadModel } from './read-model.ts';

/** How long a caller that asks not to be answered from before an epoch waits for it, in milliseconds. */
const PATIENCE_MS = 1_000;
const LOOK_AGAIN_MS = 25;

/** What authorities work with; `storage` must report what commits to `model`. */
export interface AuthorityParts {
  readonly storage: AuthorityStorage;
  readonly model: ReadModel;
  /** States of other times; absent: each read at once. */
  readonly past?: PastStates;
  /** Whether what `model` holds is what all nodes have committed; absent: nobody else writes. */
  readonly isCurrent?: () => boolean;
  /** What to refuse with while it is not. */
  readonly notCurrent?: () => Error;
  /** Waits so many milliseconds; a test may not. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

/** The one way to clients' authority (architecture.md §4). */
export function createAuthorities(parts: AuthorityParts): Authorities {
  const { storage, model, past, isCurrent } = parts;
  return {
    state: ({ clientId, at, notBefore }) => {
      if (at !== undefined) return past?.state(clientId, at) ?? storage.read(({ authority }) => authority.load(clientId, at));
      if (isCurrent?.() === false) return Promise.reject(refusal(parts));
      return notBefore === undefined ? model.state(clientId) : stateNotBefore(parts, clientId, notBefore);
    },
    held: (clientId) => (isCurrent?.() === false ? undefined : model.held(clientId)),
    change: (request) => (request.dryRun ? dryRun(parts, request) : change(parts, request)),
    changeBySteps: async (request) => {
      if (request.dryRun && isCurrent?.() === false) throw refusal(parts);
      return changeBySteps(parts, request);
    },
    through: (other) => createAuthorities({ ...parts, storage: other }),
  };
}

function refusal({ notCurrent }: AuthorityParts): Error {
  return notCurrent?.() ?? new AuthorityBehind('what is held is not known to be so');
}

async function stateNotBefore(
  { storage, model, wait = delay }: AuthorityParts,
  clientId: number,
  notBefore: number,
): Promise<AuthorityState | undefined> {
  for (let waited = 0; ; waited += LOOK_AGAIN_MS) {
    const state = await model.state(clientId);
    if (state === undefined || state.epoch >= notBefore) return state;
    if (await catchUp({ storage, model }, state)) continue;
    if (waited >= PATIENCE_MS) throw new AuthorityBehind('this epoch is not known here');
    await wait(LOOK_AGAIN_MS);
  }
}

/** Whether others have changed the client meanwhile; then that is taken in. */
async function catchUp({ storage, model }: AuthorityParts, { clientId, epoch }: AuthorityState): Promise<boolean> {
  return storage.read(async ({ authority }) => {
    const stored = (await authority.epoch(clientId)) ?? 0;
    if (stored > epoch) await model.catchUp(new Map([[clientId, stored]]), (...which) => authority.changesSince(...which));
    return stored > epoch;
  });
}

async function dryRun(
  parts: AuthorityParts,
  { clientId, actor, change, now }: ChangeRequest,
): Promise<ChangeOutcome | undefined> {
  const { model, isCurrent } = parts;
  if (isCurrent?.() === false) throw refusal(parts);
  const before = await model.state(clientId);
  if (before === undefined) return undefined;
  const decision = decide(before, { actor, change, now });
  if (decision.kind !== 'allowed') return { kind: 'refused', decision, epoch: before.epoch };
  const written = { by: actor.name, at: now, effects: decision.effects, ids: inventedIds(decision.effects.length) };
  const after = applyEffects(before, { ...written, epoch: before.epoch });
  return { kind: 'changed', decision, newIds: [], before, after };
}

const LARGEST_STORED_ID = 999_999_999_999_999;

/** Whether an id was made up by a dry run for what it would make. */
export function isInventedId(id: number): boolean {
  return id > LARGEST_STORED_ID;
}

function inventedIds(count: number): number[] {
  return Array.from({ length: count }, (_, index) => Number.MAX_SAFE_INTEGER - index);
}

async function change({ storage, model }: AuthorityParts, request: ChangeRequest): Promise<ChangeOutcome | undefined> {
  const { clientId, actor, now } = request;
  // Outside of the unit of work, where all of a large client may be read without holding up others.
  await model.state(clientId).catch(() => undefined);
  try {
    return await storage.transact(async ({ authority, audit }): Promise<ChangeOutcome | undefined> => {
      const epoch = await authority.lock(clientId);
      if (epoch === undefined) return undefined;
      const before = await stateInTurn({ authority, model }, clientId, epoch - 1);
      const decision = decide(before, { actor, change: request.change, now });
      if (decision.kind !== 'allowed') throw new Undone({ kind: 'refused', decision, epoch: epoch - 1 });
      const { effects } = decision;
      if (effects.length === 0) throw new Undone({ kind: 'changed', decision, newIds: [], before, after: before });
      const newIds = await authority.write({ clientId, by: actor.name, at: now }, effects);
      const after = applyEffects(before, { by: actor.name, at: now, effects, ids: newIds, epoch });
      await audit.append(auditOfChange(request, { decision, before, newIds, epoch }));
      return { kind: 'changed', decision, newIds, before, after };
    });
  } catch (error) {
    if (error instanceof Undone) return error.outcome;
    // Whatever was wrong, it is not decided twice on what may not be so.
    model.drop(clientId);
    throw error;
  }
}

/** The state that a change is decided on, whose epoch is this one: what is held, with what others committed; or read anew. */
async function stateInTurn(
  { authority, model }: { readonly authority: AuthorityStore; readonly model: ReadModel },
  clientId: number,
  epoch: number,
): Promise<MemoryState> {
  const known = model.held(clientId)?.epoch;
  if (known !== undefined && known < epoch)
    await model.catchUp(new Map([[clientId, epoch]]), (...which) => authority.changesSince(...which));
  const held = model.held(clientId);
  return held?.epoch === epoch ? held : inMemory(await authority.load(clientId));
}

function inMemory(state: AuthorityState | undefined): MemoryState {
  if (!(state instanceof MemoryState)) throw new Error('a client that was there has no authority');
  return state;
}

/** Undoes a unit of work in which nothing is to be written, the turn that it took included. */
class Undone extends Error {
  override readonly name = 'Undone';
  readonly outcome: Extract<ChangeOutcome, { kind: 'changed' }> | { kind: 'refused'; decision: Refusal; epoch: number };

  constructor(outcome: Undone['outcome']) {
    super('nothing is to be written');
    this.outcome = outcome;
  }
}
