import type { InactiveToken, IntrospectionResponse } from '@hufu/contract';
import { equalDigests } from '../../../crypto/hash.ts';
import { parseOpaqueToken } from '../../../crypto/opaque-token.ts';
import type { UserStore } from '../../../identity/user/user.ts';
import type { Client, ClientStore } from '../../client/client.ts';
import type { GrantStore } from '../../grant/grant.ts';
import type { AccessTokenStore } from '../../tokens/access-token.ts';
import type { OwnedAccessToken } from '../../tokens/known-tokens.ts';
import { ownedAccessToken } from '../../tokens/live-access-token.ts';
import type { RefreshTokenStore } from '../../tokens/refresh-token.ts';

/** The stores that introspection reads. */
export interface IntrospectionStores {
  readonly accessTokens: AccessTokenStore;
  readonly refreshTokens: RefreshTokenStore;
  readonly grants: GrantStore;
  readonly users: UserStore;
  readonly clients: ClientStore;
}

/** Who asks, of which issuer, and when (milliseconds since 1970). */
export interface Inquiry {
  readonly client: Client;
  readonly issuer: string;
  readonly now: number;
}

/** All that is said of a token that is not active, whatever the reason (RFC 7662 §2.2). */
export const INACTIVE: InactiveToken = { active: false };

/**
 * What a client may know of a token (RFC 7662 §2.2): only of one that was issued to it and works. Of a refresh token no
 * `token_type` is said, so that nobody takes it for an access token.
 */
export async function introspect(
  stores: IntrospectionStores,
  token: string,
  inquiry: Inquiry,
): Promise<IntrospectionResponse | InactiveToken> {
  if (token.startsWith('hfr_')) return introspectRefreshToken(stores, token, inquiry);
  const live = await ownedAccessToken(stores, token, inquiry.now);
  return live === undefined ? INACTIVE : describeAccessToken(live, inquiry);
}

/** What a client may know of an access token that works. */
export function describeAccessToken({ token }: OwnedAccessToken, inquiry: Inquiry): IntrospectionResponse | InactiveToken {
  if (token.clientId !== inquiry.client.id) return INACTIVE;
  return { ...described(token, inquiry), token_type: 'Bearer' };
}

async function introspectRefreshToken(
  stores: IntrospectionStores,
  presented: string,
  inquiry: Inquiry,
): Promise<IntrospectionResponse | InactiveToken> {
  const parsed = parseOpaqueToken('hfr_', presented);
  const token = parsed === undefined ? undefined : await stores.refreshTokens.find(parsed.id);
  if (parsed === undefined || token === undefined || !equalDigests(token.secretHash, parsed.secretHash)) return INACTIVE;
  if (token.clientId !== inquiry.client.id || token.rotatedAt !== null || token.expiresAt <= inquiry.now) return INACTIVE;
  const grant = await stores.grants.find(token.grantId);
  if (grant === undefined || grant.revokedAt !== null || grant.refreshUntil <= inquiry.now) return INACTIVE;
  const user = grant.userId === null ? undefined : await stores.users.find(grant.userId);
  if (grant.userId !== null && user?.status !== 'active') return INACTIVE;
  return described({ ...token, userId: grant.userId, scope: grant.scope }, inquiry);
}

interface Described {
  readonly id: string;
  readonly userId: string | null;
  readonly scope: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

function described({ id, userId, scope, issuedAt, expiresAt }: Described, { client, issuer }: Inquiry): IntrospectionResponse {
  const clientId = String(client.id);
  return {
    active: true,
    ...(scope === '' ? {} : { scope }),
    client_id: clientId,
    // RFC 9068 §5: a client acting for itself is the subject, in a form that no user id has.
    sub: userId ?? `client-${clientId}`,
    ...(userId === null ? {} : { username: userId }),
    aud: clientId,
    iss: issuer,
    iat: Math.floor(issuedAt / 1000),
    exp: Math.floor(expiresAt / 1000),
    jti: id,
  };
}
