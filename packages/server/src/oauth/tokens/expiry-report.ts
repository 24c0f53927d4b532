import type { ExpireResponse } from '@hufu/contract';
import { equalDigests } from '../../crypto/hash.ts';
import { parseOpaqueToken } from '../../crypto/opaque-token.ts';
import type { GrantStore } from '../grant/grant.ts';
import { type AccessTokenStores, isWorkingToken } from './presented/live-access-token.ts';
import { type AccessTokenReference, findPresented } from './presented/presented-access-token.ts';
import type { RefreshToken, RefreshTokenStore } from './refresh-token.ts';

/** The stores the report is read from. */
export interface ExpiryStores extends AccessTokenStores {
  readonly grants: GrantStore;
  readonly refreshTokens: RefreshTokenStore;
}

/** What is dead of a token pair; both for anything that is not a token of ours (contract/oauth2.md §3). */
export const BOTH_EXPIRED: ExpireResponse = { is_access_expired: true, is_refresh_expired: true };

/** Reports on the pair an access token belongs to. */
export async function reportByAccessToken(
  stores: ExpiryStores,
  presented: AccessTokenReference | undefined,
  now: number,
): Promise<ExpireResponse> {
  const token = await findPresented(stores.accessTokens, presented);
  if (token === undefined) return BOTH_EXPIRED;
  const works = await isWorkingToken(stores, token, now);
  const refreshable =
    (await isGrantUsable(stores, token.grantId, now)) && (await stores.refreshTokens.hasLive(token.grantId, now));
  return { is_access_expired: !works, is_refresh_expired: !refreshable };
}

/** Reports on the pair a refresh token belongs to; asking never counts as presenting it. */
export async function reportByRefreshToken(stores: ExpiryStores, presented: string, now: number): Promise<ExpireResponse> {
  const parsed = parseOpaqueToken('hfr_', presented);
  const token = parsed === undefined ? undefined : await stores.refreshTokens.find(parsed.id);
  if (parsed === undefined || token === undefined || !equalDigests(token.secretHash, parsed.secretHash)) return BOTH_EXPIRED;
  if (!(await isGrantUsable(stores, token.grantId, now))) return BOTH_EXPIRED;
  const accessible = await stores.accessTokens.hasLive(token.grantId, now);
  return { is_access_expired: !accessible, is_refresh_expired: !isUsable(token, now) };
}

function isUsable(token: RefreshToken, now: number): boolean {
  return token.rotatedAt === null && token.expiresAt > now;
}

async function isGrantUsable(stores: ExpiryStores, grantId: string, now: number): Promise<boolean> {
  const grant = await stores.grants.find(grantId);
  if (grant === undefined || grant.revokedAt !== null || grant.refreshUntil <= now) return false;
  const client = await stores.clients.find(grant.clientId);
  const user = grant.userId === null ? undefined : await stores.users.find(grant.userId);
  return client?.status === 'active' && (grant.userId === null || user?.status === 'active');
}
