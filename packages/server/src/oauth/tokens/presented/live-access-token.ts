import { equalDigests } from '../../../crypto/hash.ts';
import { type OpaqueToken, parseOpaqueToken } from '../../../crypto/opaque-token.ts';
import type { UserStore } from '../../../identity/user/user.ts';
import type { ClientStore } from '../../client/client.ts';
import type { AccessTokenStore, StoredAccessToken } from '../access-token.ts';
import type { KnownTokens, OwnedAccessToken } from './known-tokens.ts';

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
  return (await ownedAccessToken(stores, presented, now))?.token;
}

/** The same with its owners. */
export async function ownedAccessToken(
  stores: AccessTokenStores,
  presented: string,
  now: number,
): Promise<OwnedAccessToken | undefined> {
  const parsed = parseOpaqueToken('hfa_', presented);
  const token = parsed === undefined ? undefined : await stores.accessTokens.find(parsed.id);
  if (parsed === undefined || token === undefined || !isPresented(token, parsed)) return undefined;
  return isInForce(token, now) ? withOwners(stores, token) : undefined;
}

/** The same as far as memory tells; `undefined` says nothing but that a closer look is needed. */
export function liveInMemory(known: KnownTokens, presented: string, now: number): OwnedAccessToken | undefined {
  const parsed = parseOpaqueToken('hfa_', presented);
  const owned = parsed === undefined ? undefined : known.held(parsed.id);
  if (parsed === undefined || owned === undefined || !isPresented(owned.token, parsed)) return undefined;
  return isInForce(owned.token, now) && hasActiveOwners(owned) ? owned : undefined;
}

/** Whether the access token of this id, which was presented before, works at `now` (milliseconds since 1970) by the same rules. */
export async function isLiveAccessToken(stores: AccessTokenStores, id: string, now: number): Promise<boolean> {
  const token = await stores.accessTokens.find(id);
  return token !== undefined && isWorkingToken(stores, token, now);
}

/** Whether a token that is found works at `now`: neither it nor its grant has ended, its client and its user are active. */
export async function isWorkingToken(stores: AccessTokenStores, token: StoredAccessToken, now: number): Promise<boolean> {
  return isInForce(token, now) && (await withOwners(stores, token)) !== undefined;
}

async function withOwners(stores: AccessTokenStores, token: StoredAccessToken): Promise<OwnedAccessToken | undefined> {
  const client = await stores.clients.find(token.clientId);
  if (client === undefined) return undefined;
  const user = token.userId === null ? undefined : await stores.users.find(token.userId);
  const owned = { token, client, user };
  return hasActiveOwners(owned) ? owned : undefined;
}

function isPresented(token: StoredAccessToken, { secretHash }: OpaqueToken): boolean {
  return equalDigests(token.secretHash, secretHash);
}

function isInForce(token: StoredAccessToken, now: number): boolean {
  return token.expiresAt > now && token.revokedAt === null && token.grantRevokedAt === null;
}

function hasActiveOwners({ token, client, user }: OwnedAccessToken): boolean {
  return client.status === 'active' && (token.userId === null || user?.status === 'active');
}
