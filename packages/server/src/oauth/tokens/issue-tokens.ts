import { createOpaqueToken, type OpaqueToken } from '../../crypto/opaque-token.ts';
import { type Client, isPublicClient } from '../client/client.ts';
import type { Grant } from '../grant/grant.ts';
import type { Lifetimes } from '../lifetimes.ts';
import type { DpopProof } from '../sender-constraint/dpop-proof.ts';
import type { AccessToken, AccessTokenStore } from './access-token.ts';
import type { Audience } from './audience/audience.ts';
import type { RefreshTokenStore } from './refresh-token.ts';

/** What a grant type decided: on whose authority tokens are issued, and which. */
export interface Authorized {
  readonly kind: 'authorized';
  readonly grant: Grant;
  /** The scope of the access token, at most that of the grant. */
  readonly scope: string;
  readonly audience: Audience;
  readonly withRefreshToken: boolean;
  /** The `nonce` of the authorization request, for the ID token (OpenID Connect Core §2). */
  readonly nonce?: string | null;
  /** The tokens to issue, where their ids and secrets were settled before (rotation). */
  readonly prepared?: PreparedTokens;
  /** The refresh token that was presented and stays good, where none is issued for it. */
  readonly kept?: HandedToken;
}

/** Tokens whose ids and secrets exist, but which are not stored yet. */
export interface PreparedTokens {
  readonly access: OpaqueToken;
  readonly refresh: OpaqueToken;
}

/** A token as it goes to its client, and the id under which it is stored. */
export interface HandedToken {
  readonly id: string;
  readonly token: string;
}

/** What issuing needs. `now` is in milliseconds since 1970. */
export interface IssuingContext {
  readonly client: Client;
  readonly stores: { readonly accessTokens: AccessTokenStore; readonly refreshTokens: RefreshTokenStore };
  readonly lifetimes: Lifetimes;
  /** Whose key the tokens are bound to (RFC 9449 §5). */
  readonly proof: DpopProof | undefined;
  readonly now: number;
}

/** Tokens that are stored: plain data, of which `completeTokens` makes the answer once it is committed. */
export interface Issued {
  readonly kind: 'issued';
  readonly client: Client;
  readonly grant: Grant;
  readonly accessToken: AccessToken;
  /** The access token's text, unless it is a JWT, which is signed after the commit. */
  readonly opaque: string;
  readonly audience: Audience;
  readonly refreshToken: HandedToken | undefined;
  /** The `nonce` of the authorization request, for the ID token. */
  readonly nonce: string | null;
  /** When, in milliseconds since 1970. */
  readonly now: number;
}

/** Stores new tokens (RFC 6749 §5.1): the one place that knows lifetimes and formats. Nothing is signed here. */
export async function issueTokens(authorized: Authorized, context: IssuingContext): Promise<Issued> {
  const access = authorized.prepared?.access ?? createOpaqueToken('hfa_', context.now);
  const accessToken = accessTokenOf(authorized, access, context);
  await context.stores.accessTokens.insert(accessToken);
  return {
    kind: 'issued',
    client: context.client,
    grant: authorized.grant,
    accessToken,
    opaque: access.token,
    audience: authorized.audience,
    refreshToken: authorized.kept ?? (await issueRefreshToken(authorized, context)),
    nonce: authorized.nonce ?? null,
    now: context.now,
  };
}

function accessTokenOf({ grant, scope, audience }: Authorized, token: OpaqueToken, context: IssuingContext): AccessToken {
  return {
    id: token.id,
    secretHash: token.secretHash,
    grantId: grant.id,
    clientId: grant.clientId,
    userId: grant.userId,
    scope,
    issuedAt: context.now,
    expiresAt: context.now + lifetimeOf(audience, context.lifetimes),
    revokedAt: null,
    resources: audience.resources,
    dpopJkt: context.proof?.jkt ?? null,
  };
}

async function issueRefreshToken(authorized: Authorized, context: IssuingContext): Promise<HandedToken | undefined> {
  if (!authorized.withRefreshToken) return undefined;
  const { grant, prepared } = authorized;
  const token = prepared?.refresh ?? createOpaqueToken('hfr_', context.now);
  await context.stores.refreshTokens.insert({
    id: token.id,
    secretHash: token.secretHash,
    grantId: grant.id,
    clientId: grant.clientId,
    issuedAt: context.now,
    expiresAt: refreshExpiry(grant, context),
    rotatedAt: null,
    successorId: null,
    successorAccessId: null,
    // RFC 9449 §5: a confidential client proves itself at each use anyway, and may change its key.
    dpopJkt: isPublicClient(context.client) ? (context.proof?.jkt ?? null) : null,
  });
  return token;
}

function lifetimeOf({ jwtAlgorithm }: Audience, { accessTokenMs, jwtAccessTokenMs }: Lifetimes): number {
  return jwtAlgorithm === null ? accessTokenMs : Math.min(accessTokenMs, jwtAccessTokenMs);
}

// Where one token serves for good, each use would have to move its end: so it has but the last one.
function refreshExpiry({ refreshUntil }: Grant, { client, lifetimes, now }: IssuingContext): number {
  return client.metadata.rotate_refresh_tokens ? Math.min(now + lifetimes.refreshIdleMs, refreshUntil) : refreshUntil;
}
