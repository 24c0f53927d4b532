import { isCurrent } from '../../../authority/effective-type.ts';
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

/** Throws unless the caller is a super of the root role of the client that the call is about; for reading. */
export async function requireClientSuper(call: ApiCall<unknown, unknown>): Promise<void> {
  if (!(await viewOf(call)).isRootSuper) refuse('only a super of the root role may do this');
}

/** What the caller's right over a client must be like. */
export type ClientRight = 'current' | 'lasting';

/**
 * Runs a unit of work in which the caller is a super of the root role of the client that the call is about; nobody takes that
 * right away before it ends. `lasting`: a super without an end. Who learns the secret, decides where codes are sent, or owns
 * a copy keeps that beyond a right that expires, and could make the right itself last by it (rule 8). Throws `ApiFailure`.
 */
export async function asClientSuper<T>(
  call: ApiCall<unknown, unknown>,
  right: ClientRight,
  work: (stores: Stores) => Promise<T>,
): Promise<T> {
  const { storage } = call.context;
  return storage.transact(async (stores) => {
    // Whoever ends a membership of the client, or freezes one of its people, takes its turn too.
    if ((await stores.authority.lock(call.clientId())) === undefined) notFound('client_id');
    const expiresAt = await superUntil(call, stores);
    if (expiresAt === undefined || !isCurrent({ expiresAt }, call.now)) refuse('only a super of the root role may do this');
    if (right === 'lasting' && expiresAt !== null) {
      refuse('only a super of the root role whose right does not end may do this (rule 8)');
    }
    return work(stores);
  });
}

/** Until when the caller is such a super, `null` for ever; `undefined` for who is none. */
async function superUntil(call: ApiCall<unknown, unknown>, stores: Stores): Promise<number | null | undefined> {
  const { caller } = call;
  const clientId = call.clientId();
  if (caller.ownClientId !== undefined && (await stores.clients.find(clientId))?.status !== 'active') return undefined;
  if (caller.user === undefined) return null;
  if ((await stores.users.find(caller.user.id))?.status !== 'active') return undefined;
  return (await stores.authority.rootSuperships(caller.user.id)).find((one) => one.clientId === clientId)?.expiresAt;
}

/**
 * The user who calls, who may register clients; asked in the unit of work that registers. By a token where its client has the
 * right `create_clients`, by a session where the operator lets everyone, or is a system administrator. Throws `ApiFailure`.
 */
export async function requireMaker(call: ApiCall<unknown, unknown>, { users, clients }: Stores): Promise<string> {
  const { caller, context } = call;
  const user = caller.user === undefined ? undefined : await users.find(caller.user.id);
  if (user?.status !== 'active') return refuse('only an active user makes a client');
  if (caller.kind === 'token') {
    const client = await clients.find(call.clientId());
    if (client?.status !== 'active' || !client.rights.includes('create_clients')) {
      refuse('this client has no right to create clients');
    }
  } else if (context.clientCreation === 'administrators' && !user.systemAdministrator) {
    refuse('only a system administrator makes clients here');
  }
  return user.id;
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
