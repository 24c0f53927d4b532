import { isCurrent } from '../../../authority/effective-type.ts';
import type { User } from '../../../identity/user/user.ts';
import type { Stores } from '../../../storage/storage.ts';
import { notFound, refuse } from '../../api-failure.ts';
import type { ApiCall } from '../../api-route.ts';

/** Throws unless the caller is a system administrator, or a client that was given the right `users`. */
export async function mayManageUsers({ caller, context }: ApiCall<unknown, unknown>): Promise<void> {
  if (caller.user?.systemAdministrator === true) return;
  const { ownClientId } = caller;
  if (caller.kind !== 'client' || ownClientId === undefined) refuse('only a system administrator may do this');
  const client = await context.storage.read(({ clients }) => clients.find(ownClientId));
  if (client?.rights.includes('users') !== true) refuse('this client has no right to manage users');
}

/**
 * Throws unless the caller's right reaches the user: that of a client reaches neither system administrators nor root supers
 * of other clients (contract/authority.md §3). Whom it does not reach is answered like who does not exist.
 */
export async function requireReachOfUser({ caller, context, now }: ApiCall<unknown, unknown>, user: User): Promise<void> {
  if (caller.user !== undefined) return;
  if (user.systemAdministrator) notFound('user_id');
  const clientIds = await context.storage.read(({ authority }) => authority.clientsOfUser(user.id));
  for (const clientId of clientIds.filter((id) => id !== caller.ownClientId)) {
    const state = await context.authorities.state({ clientId });
    const held = state?.membership(state.rootId, user.id);
    if (held?.type === 'super' && isCurrent(held, now)) notFound('user_id');
  }
}

/** Throws when the user became a system administrator since it was asked; for the unit of work that changes them. */
export async function requireStillReached(
  { caller }: ApiCall<unknown, unknown>,
  { users }: Pick<Stores, 'users'>,
  userId: string,
): Promise<void> {
  if (caller.user === undefined && (await users.find(userId))?.systemAdministrator !== false) notFound('user_id');
}
