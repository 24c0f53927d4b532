import { isCurrent } from '../../../authority/effective-type.ts';
import type { User } from '../../../identity/user/user.ts';
import type { Stores } from '../../../storage/storage.ts';
import { notFound, refuse } from '../../api-failure.ts';
import type { ApiCall } from '../../api-route.ts';
import { pathUserId } from '../../named/path-id.ts';

type Asked = Pick<Stores, 'users' | 'clients' | 'authority'>;

/**
 * Throws unless the caller is a system administrator, or a client that was given the right `users`, as the unit of work at
 * hand sees it.
 */
export async function requireUserManager({ caller }: ApiCall<unknown, unknown>, { users, clients }: Asked): Promise<void> {
  if (caller.user !== undefined) {
    const user = caller.user.systemAdministrator ? await users.find(caller.user.id) : undefined;
    if (user?.systemAdministrator !== true || user.status !== 'active') refuse('only a system administrator may do this');
    return;
  }
  const client = await clients.find(caller.ownClientId ?? 0);
  if (client?.status !== 'active' || !client.rights.includes('users')) refuse('this client has no right to manage users');
}

/**
 * The user of the path, whom the caller may manage. The right of a client reaches neither system administrators nor root
 * supers of other clients, disabled ones too, since they can make these active again (contract/authority.md §3): whom it does
 * not reach is answered like who does not exist. Asked in the unit of work that changes the user, so that nobody escapes or
 * is caught in between. Throws `ApiFailure`.
 */
export async function managedUser(call: ApiCall<unknown, unknown>, stores: Asked): Promise<User> {
  await requireUserManager(call, stores);
  const user = (await stores.users.find(pathUserId(call, 'user_id'))) ?? notFound('user_id');
  if (call.caller.user === undefined && (await isBeyondClients(call, stores, user))) notFound('user_id');
  return user;
}

async function isBeyondClients({ caller, now }: ApiCall<unknown, unknown>, { authority }: Asked, user: User): Promise<boolean> {
  if (user.systemAdministrator) return true;
  const held = await authority.rootSuperships(user.id);
  return held.some((one) => one.clientId !== caller.ownClientId && isCurrent(one, now));
}
