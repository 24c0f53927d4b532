import type { AuditOrigin, AuditStore } from '../observability/audit.ts';
import type { AuthorityState } from './authority-state.ts';
import type { AuthorityStore, GroupStore } from './authority-store.ts';
import type { Actor, AuthorityChange, Decision } from './change.ts';
import type { Steps } from './restore/steps.ts';

/** The stores that the authority works with, inside a unit of work. */
export interface AuthorityStores {
  readonly authority: AuthorityStore;
  readonly groups: GroupStore;
  readonly audit: Pick<AuditStore, 'append'>;
}

/** What runs units of work: each is atomic, and what throws leaves nothing. */
export interface AuthorityStorage {
  transact<T>(work: (stores: AuthorityStores) => Promise<T>): Promise<T>;
  read<T>(work: (stores: AuthorityStores) => Promise<T>): Promise<T>;
}

/** Which state is asked for. */
export interface StateWish {
  readonly clientId: number;
  /** As of a moment, in milliseconds since 1970; absent: now. */
  readonly at?: number | undefined;
  /** Not from before this epoch: waits up to 1 s, then rejects with `AuthorityBehind`. */
  readonly notBefore?: number | undefined;
}

/** A change with who asks for it. */
export interface ChangeRequest {
  readonly clientId: number;
  readonly actor: Actor;
  readonly change: AuthorityChange;
  readonly origin: AuditOrigin;
  /** The call, for the audit table: `POST /roles`. */
  readonly call: string;
  readonly now: number;
  /** Decide and compare, but change nothing. */
  readonly dryRun: boolean;
}

/** What became of a change. `before` and `after` are what a dry run compares and an answer is read from. */
export type ChangeOutcome =
  | {
      readonly kind: 'changed';
      readonly decision: Extract<Decision, { kind: 'allowed' }>;
      /** The ids given out, in the order of the decision's new rows; empty in a dry run. */
      readonly newIds: readonly number[];
      readonly before: AuthorityState;
      readonly after: AuthorityState;
    }
  | { readonly kind: 'refused'; readonly decision: Exclude<Decision, { kind: 'allowed' }>; readonly epoch: number };

/** Several changes with who asks for them; `plan` says what comes next, given what came of the ones before. */
export interface StepsRequest extends Omit<ChangeRequest, 'change'> {
  readonly plan: (state: AuthorityState) => Steps;
}

/** What became of several changes: all of them, or none. */
export type StepsOutcome =
  | { readonly kind: 'changed'; readonly steps: number; readonly before: AuthorityState; readonly after: AuthorityState }
  | { readonly kind: 'refused'; readonly decision: Exclude<Decision, { kind: 'allowed' }>; readonly epoch: number };

/**
 * The one way to a client's authority, for API, command line, `apply` and import alike: states come from the read model in
 * memory, changes go through the kernel, and each writes one audit row in its unit of work.
 */
export interface Authorities {
  /** `undefined` when there is no such client. */
  state(wish: StateWish): Promise<AuthorityState | undefined>;
  /** The state now, where `state` could answer it at once; `undefined` where that would have to wait or could refuse. */
  held(clientId: number): AuthorityState | undefined;
  change(request: ChangeRequest): Promise<ChangeOutcome | undefined>;
  /** Several changes in one unit of work, each decided on what the ones before it left. */
  changeBySteps(request: StepsRequest): Promise<StepsOutcome | undefined>;
  /** The same, whose units of work are those of a storage that was laid over its own, where more is asked in each. */
  through(storage: AuthorityStorage): Authorities;
}

/** This node does not know of the epoch that the caller asked for, and did not learn of it in time. */
export class AuthorityBehind extends Error {
  override readonly name = 'AuthorityBehind';
}

/** Too many ask for what takes long: a later try may succeed. */
export class AuthorityBusy extends Error {
  override readonly name = 'AuthorityBusy';
}
