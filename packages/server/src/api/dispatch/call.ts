import { AuthorityBehind, AuthorityBusy, type ChangeOutcome } from '../../authority/authorities.ts';
import type { AuthorityState } from '../../authority/authority-state.ts';
import type { AuthorityChange } from '../../authority/change.ts';
import { ApiFailure, ApiUnavailable, invalid, notFound } from '../api-failure.ts';
import type { ApiCall, ApiContext, ApiRoute, Changed } from '../api-route.ts';
import type { Caller } from '../callers/caller.ts';
import { impactWire } from '../wire/impact-wire.ts';

/** A call as it stands once its request was read. */
export interface ReadCall {
  readonly route: ApiRoute;
  readonly path: ApiCall['path'];
  readonly query: unknown;
  readonly body: unknown;
  readonly caller: Caller;
  readonly now: number;
  /** What `client_id` in the query says. */
  readonly namedClientId: number | undefined;
  /** The epoch from before which the caller does not want to be answered. */
  readonly notBefore: number | undefined;
}

/** The call a route's handler is given, and the epoch its answer will carry. */
export interface OpenCall {
  readonly call: ApiCall;
  epoch(): number | undefined;
}

/** Makes the call of a route. Throws what `ApiCall` says its members throw. */
export function openCall(context: ApiContext, read: ReadCall): OpenCall {
  const { caller, now, query } = read;
  const { at, dry_run: dryRun = false } = query as { readonly at?: number; readonly dry_run?: boolean };
  let epoch: number | undefined;
  const clientId = (): number =>
    caller.ownClientId ?? read.namedClientId ?? invalid('client_id', 'is missing: a session names the client it is about');
  const origin = { actor: caller.actor.name, address: caller.address, requestId: caller.requestId };
  const state = async (): Promise<AuthorityState> => {
    const found = await context.authorities.state({ clientId: clientId(), at, notBefore: read.notBefore }).catch(behind);
    epoch = found?.epoch ?? epoch;
    if (found === undefined && at !== undefined) await refuseTooEarly(context, clientId());
    return found ?? notFound('client_id');
  };
  const change = async (wanted: AuthorityChange, answer: (changed: Changed) => unknown): Promise<unknown> => {
    const request = { clientId: clientId(), actor: caller.actor, change: wanted, origin, call: nameOf(read.route), now, dryRun };
    const outcome = await context.authorities.change(request);
    if (outcome === undefined) return notFound('client_id');
    epoch = outcome.kind === 'refused' ? outcome.epoch : outcome.after.epoch;
    if (outcome.kind === 'refused') throw failureOf(outcome.decision);
    return dryRun ? impactWire(outcome, caller, now) : answer(outcome);
  };
  return {
    call: {
      ...{ context, caller, path: read.path, query, body: read.body, now, at, dryRun, origin, clientId, state, change },
      namedClientId: read.namedClientId,
      answeredAt: (written) => {
        epoch = written;
      },
    },
    epoch: () => epoch,
  };
}

/** The name of a call in the audit table: `POST /roles`. */
export function nameOf(route: ApiRoute): string {
  return `${route.method} ${route.path}`;
}

/** What a refusal of the kernel is answered with. */
export function failureOf(decision: Extract<ChangeOutcome, { kind: 'refused' }>['decision']): ApiFailure {
  switch (decision.kind) {
    case 'forbidden':
      return new ApiFailure('refused', `${decision.reason} (rule ${decision.rule})`);
    case 'unknown':
      return new ApiFailure('not_found', `${decision.member}: ${decision.reason}`, decision.member);
    case 'invalid':
      return new ApiFailure('invalid_request', `${decision.member}: ${decision.reason}`, decision.member);
    case 'conflict':
      return new ApiFailure('conflict', `${decision.member}: ${decision.reason}`, decision.member);
  }
}

/** Throws when the client exists today: then it is the moment there is nothing to be told of. */
async function refuseTooEarly({ authorities }: ApiContext, clientId: number): Promise<void> {
  if ((await authorities.state({ clientId })) === undefined) return;
  throw new ApiFailure('not_found', 'at: the client did not exist then, or its history does not reach back so far', 'at');
}

function behind(error: unknown): never {
  if (error instanceof AuthorityBehind) throw new ApiUnavailable('this node has not seen the epoch that was asked for', 1);
  if (error instanceof AuthorityBusy) throw new ApiUnavailable('too many ask for what was at other times; try again', 1);
  throw error;
}
