import { rightsOf } from '../../../authority/delegation/rights.ts';
import type { Client } from '../../../oauth/client/client.ts';
import type { ClientOutcome, Registration } from '../../../oauth/client/client-registration.ts';
import type { Stores } from '../../../storage/storage.ts';
import { conflict, invalid, notFound, refuse } from '../../api-failure.ts';
import type { ApiCall } from '../../api-route.ts';
import { viewOf } from '../../visibility.ts';

/** Registration by the caller, in the unit of work at hand. */
export function registration({ context, origin, now }: ApiCall<unknown, unknown>, stores: Stores): Registration {
  return { stores, keys: context.keys, origin, now };
}

/** Throws unless the caller is a super of the root role of the client that the call is about. */
export async function requireClientSuper(call: ApiCall<unknown, unknown>): Promise<void> {
  if (!(await viewOf(call)).isRootSuper) refuse('only a super of the root role may do this');
}

/**
 * Throws unless the caller is such a super without an end. Who learns the secret, decides where codes are sent, or owns a
 * copy keeps that beyond a right that expires, and could make the right itself last by it (rule 8).
 */
export async function requireLastingClientSuper(call: ApiCall<unknown, unknown>): Promise<void> {
  await requireClientSuper(call);
  const state = await call.state();
  if (rightsOf(state, call.caller.actor, call.now).at(state.rootId).super !== Infinity) {
    refuse('only a super of the root role whose right does not end may do this (rule 8)');
  }
}

/** The client of this id. Throws `not_found`. */
export async function ownClient({ clients }: Pick<Stores, 'clients'>, id: number): Promise<Client> {
  return (await clients.find(id)) ?? notFound('client_id');
}

/** A registration that was made. Throws `ApiFailure` when it was not, which undoes the unit of work it is thrown in. */
export function acceptedClient(outcome: ClientOutcome): Extract<ClientOutcome, { readonly ok: true }> {
  if (outcome.ok) return outcome;
  const [problem] = outcome.problems;
  if (problem === undefined) throw new Error('a refusal without a problem');
  const member = problem.member.startsWith('redirect_uris') ? 'redirect_uri' : problem.member;
  if (member === 'id') return notFound('client_id');
  return problem.reason.startsWith('another client') ? conflict(member, problem.reason) : invalid(member, problem.reason);
}
