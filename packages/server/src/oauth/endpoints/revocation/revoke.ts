import { equalDigests } from '../../../crypto/hash.ts';
import { parseOpaqueToken } from '../../../crypto/opaque-token.ts';
import { orderedId } from '../../../crypto/ordered-id.ts';
import type { AuditEvent, AuditOrigin, AuditStore } from '../../../observability/audit.ts';
import type { Client } from '../../client/client.ts';
import type { GrantStore } from '../../grant/grant.ts';
import type { AccessTokenStore } from '../../tokens/access-token.ts';
import { type AccessTokenReference, findPresented } from '../../tokens/presented/presented-access-token.ts';
import type { RefreshTokenStore } from '../../tokens/refresh-token.ts';

/** The stores that revocation writes to. */
export interface RevocationStores {
  readonly accessTokens: AccessTokenStore;
  readonly refreshTokens: RefreshTokenStore;
  readonly grants: GrantStore;
  readonly audit: Pick<AuditStore, 'append'>;
}

/** A token that its client wants to be revoked. */
export interface RevocationRequest {
  readonly client: Client;
  readonly token: string;
  /** The same as an access token, when it is one. */
  readonly accessToken: AccessTokenReference | undefined;
  readonly origin: AuditOrigin;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Revokes a token of the client that asks (RFC 7009 §2.1): a refresh token with its grant and so with every token of it, an access
 * token alone. Of any other token nothing happens and nothing is said (§2.2): whoever asks cannot tell one from garbage.
 */
export async function revoke(stores: RevocationStores, request: RevocationRequest): Promise<void> {
  if (request.token.startsWith('hfr_')) await revokeRefreshToken(stores, request);
  else await revokeAccessToken(stores, request);
}

async function revokeRefreshToken(stores: RevocationStores, request: RevocationRequest): Promise<void> {
  const parsed = parseOpaqueToken('hfr_', request.token);
  const token = parsed === undefined ? undefined : await stores.refreshTokens.find(parsed.id);
  if (parsed === undefined || token === undefined || !equalDigests(token.secretHash, parsed.secretHash)) return;
  if (token.clientId !== request.client.id) return;
  // One that was rotated belongs to the same family: whoever wants it dead does not want its successor to live.
  const revoked = await stores.grants.revoke(token.grantId, request.now);
  if (revoked === 0) return;
  const grant = await stores.grants.find(token.grantId);
  const detail = { refresh_token_id: token.id, grants_revoked: revoked };
  await record(stores, request, { userId: grant?.userId ?? null, detail });
}

async function revokeAccessToken(stores: RevocationStores, request: RevocationRequest): Promise<void> {
  const token = await findPresented(stores.accessTokens, request.accessToken);
  if (token === undefined || token.clientId !== request.client.id || token.expiresAt <= request.now) return;
  if ((await stores.accessTokens.revoke(token.id, request.now)) === 'unknown') return;
  await record(stores, request, { userId: token.userId, detail: { access_token_id: token.id, grants_revoked: 0 } });
}

async function record(
  stores: RevocationStores,
  { client, origin, now }: RevocationRequest,
  { userId, detail }: Pick<AuditEvent, 'userId' | 'detail'>,
): Promise<void> {
  const by = { ...origin, actor: `client-${client.id}` };
  await stores.audit.append({ id: orderedId(now), at: now, action: 'token.revoked', ...by, userId, clientId: client.id, detail });
}
