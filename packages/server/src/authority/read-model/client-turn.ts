import type { AuthorityStores, StepsRequest } from '../authorities.ts';
import type { AuthorityState } from '../authority-state.ts';
import type { AuthorityChange, Effect, Refusal } from '../change.ts';
import { decide } from '../delegation.ts';
import { MemoryState } from '../state/memory-state.ts';
import { writing } from './change-by-steps.ts';

/** What became of a change in a turn. */
export type TurnOutcome =
  | { readonly kind: 'changed'; readonly effects: readonly Effect[]; readonly newIds: readonly number[] }
  | { readonly kind: 'refused'; readonly decision: Refusal };

/** One client's turn inside a unit of work that does more than this: each change is decided on what the ones before it left. */
export interface ClientTurn {
  readonly state: AuthorityState;
  /** Decides, writes, and appends the audit row; nothing of that when it is refused or all is so already. Throws `IdTaken`. */
  change(change: AuthorityChange): Promise<TurnOutcome>;
}

/** Who takes a turn, and how the audit table calls what is done in it. */
export type TurnRequest = Omit<StepsRequest, 'plan' | 'dryRun'>;

/** Takes a client's turn, which lasts until the unit of work ends. `undefined` when there is no such client. */
export async function takeTurn(stores: AuthorityStores, request: TurnRequest): Promise<ClientTurn | undefined> {
  const { clientId, actor, now } = request;
  const epoch = await stores.authority.lock(clientId);
  if (epoch === undefined) return undefined;
  const loaded = await stores.authority.load(clientId);
  if (!(loaded instanceof MemoryState)) throw new Error('a client that was there has no authority');
  const make = writing(stores, { ...request, dryRun: false }, epoch);
  let state = loaded;
  return {
    get state() {
      return state;
    },
    async change(change) {
      const decision = decide(state, { actor, change, now });
      if (decision.kind !== 'allowed') return { kind: 'refused', decision };
      const made = await make(state, change, decision);
      state = made.state;
      return { kind: 'changed', effects: decision.effects, newIds: made.newIds };
    },
  };
}
