import type { TokenResponse } from '@hufu/contract';
import { createOpaqueToken, type OpaqueToken } from '../../crypto/opaque-token.ts';
import type { Grant } from '../grant/grant.ts';
import type { Lifetimes } from '../lifetimes.ts';
import type { AccessTokenStore } from './access-token.ts';
import type { RefreshTokenStore } from './refresh-token.ts';

/** What a grant type decided: on whose authority tokens are issued, and which. */
export interface Authorized {
  readonly kind: 'authorized';
  readonly grant: Grant;
  /** The scope of the access token, at most that of the grant. */
  readonly scope: string;
  readonly withRefreshToken: boolean;
  /** The tokens to issue, where their ids and secrets were settled before (rotation). */
  readonly prepared?: PreparedTokens;
}

/** Tokens whose ids and secrets exist, but which are not stored yet. */
export interface PreparedTokens {
  readonly access: OpaqueToken;
  readonly refresh: OpaqueToken;
}

/** What issuing needs. `now` is in milliseconds since 1970. */
export interface IssuingContext {
  readonly stores: { readonly accessTokens: AccessTokenStore; readonly refreshTokens: RefreshTokenStore };
  readonly lifetimes: Lifetimes;
  readonly now: number;
}

/** The answer to the client, with the ids under which the audit table knows its tokens. */
export interface Issued {
  readonly kind: 'issued';
  readonly response: TokenResponse;
  readonly grant: Grant;
  readonly accessTokenId: string;
  readonly refreshTokenId: string | null;
}

/** Stores new tokens and makes the answer (RFC 6749 §5.1): the one place that knows lifetimes and formats. */
export async function issueTokens(authorized: Authorized, context: IssuingContext): Promise<Issued> {
  const access = authorized.prepared?.access ?? createOpaqueToken('hfa_', context.now);
  await storeAccessToken(authorized, access, context);
  const refresh = authorized.withRefreshToken
    ? (authorized.prepared?.refresh ?? createOpaqueToken('hfr_', context.now))
    : undefined;
  if (refresh !== undefined) await storeRefreshToken(authorized, refresh, context);
  return {
    kind: 'issued',
    grant: authorized.grant,
    accessTokenId: access.id,
    refreshTokenId: refresh?.id ?? null,
    response: tokenResponse(
      { access: access.token, refresh: refresh?.token, scope: authorized.scope },
      context.lifetimes.accessTokenMs,
    ),
  };
}

/** The body of a success; `expiresInMs` is rounded down to seconds. */
export function tokenResponse(
  tokens: { readonly access: string; readonly refresh: string | undefined; readonly scope: string },
  expiresInMs: number,
): TokenResponse {
  return {
    access_token: tokens.access,
    expires_in: Math.max(0, Math.floor(expiresInMs / 1000)),
    ...(tokens.refresh === undefined ? {} : { refresh_token: tokens.refresh }),
    // RFC 6749 §3.3: a scope has at least one token; who was granted none is told of none.
    ...(tokens.scope === '' ? {} : { scope: tokens.scope }),
    token_type: 'Bearer',
  };
}

async function storeAccessToken({ grant, scope }: Authorized, token: OpaqueToken, context: IssuingContext): Promise<void> {
  await context.stores.accessTokens.insert({
    id: token.id,
    secretHash: token.secretHash,
    grantId: grant.id,
    clientId: grant.clientId,
    userId: grant.userId,
    scope,
    issuedAt: context.now,
    expiresAt: context.now + context.lifetimes.accessTokenMs,
    revokedAt: null,
  });
}

async function storeRefreshToken({ grant }: Authorized, token: OpaqueToken, context: IssuingContext): Promise<void> {
  await context.stores.refreshTokens.insert({
    id: token.id,
    secretHash: token.secretHash,
    grantId: grant.id,
    clientId: grant.clientId,
    issuedAt: context.now,
    expiresAt: Math.min(context.now + context.lifetimes.refreshIdleMs, grant.refreshUntil),
    rotatedAt: null,
    successorId: null,
    successorAccessId: null,
  });
}
