import { equalDigests } from '../../crypto/hash.ts';
import { parseOpaqueToken } from '../../crypto/opaque-token.ts';
import type { UserStore } from '../../identity/user/user.ts';
import type { ClientStore } from '../client/client.ts';
import type { AccessTokenStore, StoredAccessToken } from './access-token.ts';

/** The stores that decide whether an access token works. */
export interface AccessTokenStores {
  readonly accessTokens: AccessTokenStore;
  readonly users: UserStore;
  readonly clients: ClientStore;
}

/**
 * The access token that was presented, if it works at `now` (milliseconds since 1970): neither expired nor revoked, its
 * grant alive, its client and its user active. Anything else, tokens of other kinds included, is `undefined`.
 */
export async function liveAccessToken(
  stores: AccessTokenStores,
  presented: string,
  now: number,
): Promise<StoredAccessToken | undefined> {
  const parsed = parseOpaqueToken('hfa_', presented);
  const token = parsed === undefined ? undefined : await stores.accessTokens.find(parsed.id);
  if (parsed === undefined || token === undefined || !equalDigests(token.secretHash, parsed.secretHash)) return undefined;
  return (await isWorkingToken(stores, token, now)) ? token : undefined;
}

/** Whether the access token of this id, which was presented before, works at `now` (milliseconds since 1970) by the same rules. */
export async function isLiveAccessToken(stores: AccessTokenStores, id: string, now: number): Promise<boolean> {
  const token = await stores.accessTokens.find(id);
  return token !== undefined && isWorkingToken(stores, token, now);
}

/** Whether a token that is found works at `now`: neither it nor its grant has ended, its client and its user are active. */
export async function isWorkingToken(stores: AccessTokenStores, token: StoredAccessToken, now: number): Promise<boolean> {
  if (token.expiresAt <= now || token.revokedAt !== null || token.grantRevokedAt !== null) return false;
  return hasActiveOwners(stores, token);
}

async function hasActiveOwners(stores: AccessTokenStores, token: StoredAccessToken): Promise<boolean> {
  const client = await stores.clients.find(token.clientId);
  if (client?.status !== 'active') return false;
  if (token.userId === null) return true;
  const user = await stores.users.find(token.userId);
  return user?.status === 'active';
}
