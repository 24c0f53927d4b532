import { equalDigests } from '../../crypto/hash.ts';
import { createOpaqueToken, opaqueToken, parseOpaqueToken } from '../../crypto/opaque-token.ts';
import type { ServerKeys } from '../../crypto/server-keys.ts';
import type { Grant } from '../grant/grant.ts';
import { OAuthError, type Refused, refused } from '../oauth-error.ts';
import { coversScopes, formatScope, parseScope, storedScope } from '../scope.ts';
import { wrongKey } from '../sender-constraint/use-proof.ts';
import { chooseAudience, storedAudience } from '../tokens/audience/choose-audience.ts';
import type { Authorized, Issued, PreparedTokens } from '../tokens/issue-tokens.ts';
import type { RefreshToken } from '../tokens/refresh-token.ts';
import { type GrantContext, resourceDirectory } from './grant-type.ts';

const UNUSABLE = 'the refresh token is unknown, expired, revoked, already used, or was issued to another client';

/** Rotation (RFC 6749 §6, RFC 9700 §4.14.2): each token is good once; a second presentation revokes the family. */
export async function refreshTokenGrant(context: GrantContext): Promise<Authorized | Issued | Refused> {
  const { parameters, client, stores, now } = context;
  const presented = parseOpaqueToken('hfr_', parameters.require('refresh_token'));
  const token = presented === undefined ? undefined : await stores.refreshTokens.find(presented.id);
  if (presented === undefined || token === undefined || !equalDigests(token.secretHash, presented.secretHash)) {
    return refused('invalid_grant', UNUSABLE, 'unknown refresh token');
  }
  if (token.clientId !== client.client.id) return refused('invalid_grant', UNUSABLE, 'refresh token of another client');
  const binding = wrongKey(token.dpopJkt, context.proof);
  if (binding !== undefined) return refused('invalid_grant', `the refresh token cannot be used: ${binding}`);
  const grant = await liveGrant(token, context);
  if (grant === undefined) return refused('invalid_grant', UNUSABLE, 'grant ended or user not active');
  if (token.rotatedAt !== null) return presentedAgain({ token, text: presented.token }, grant, context);
  if (token.expiresAt <= now) return refused('invalid_grant', UNUSABLE, 'expired refresh token');
  const scope = narrowedScope(grant, parameters.get('scope'));
  const audience = await chooseAudience(parameters, grant.resources, resourceDirectory(context));
  if (keepsRefreshTokens(context)) {
    return { kind: 'authorized', grant, scope, audience, withRefreshToken: false, kept: presented };
  }
  const prepared = successors(presented.token, context.keys, now);
  const ids = { successorId: prepared.refresh.id, successorAccessId: prepared.access.id };
  if ((await stores.refreshTokens.rotate(token.id, ids, now)) === 'reused') {
    // Lost a race on another node since it was read: what the winner stored decides.
    const current = (await stores.refreshTokens.find(token.id)) ?? token;
    return presentedAgain({ token: current, text: presented.token }, grant, context);
  }
  return { kind: 'authorized', grant, scope, audience, withRefreshToken: true, prepared };
}

// A secret or a signed message is asked for at each use (RFC 9700 §2.2.2): so a token that is good again and again is bound to that.
function keepsRefreshTokens({ client: { client, method } }: GrantContext): boolean {
  return !client.metadata.rotate_refresh_tokens && method !== 'none';
}

/** Inside its grace an authenticated client gets the successors it was sent before; never a second family. */
async function presentedAgain(
  { token, text }: { readonly token: RefreshToken; readonly text: string },
  grant: Grant,
  context: GrantContext,
): Promise<Issued | Refused> {
  const { client, method } = context.client;
  // Its distance: the rotation may lie ahead, by the clock of another node or by this one's before it was set back.
  const isInGrace = Math.abs(context.now - (token.rotatedAt ?? 0)) < client.refreshGraceSeconds * 1000;
  if (method === 'none' || !isInGrace || token.successorId === null || token.successorAccessId === null) {
    return reuse(token, grant, context);
  }
  const access = await context.stores.accessTokens.find(token.successorAccessId);
  if (access === undefined) return reuse(token, grant, context);
  const audience = await storedAudience(access.resources, resourceDirectory(context));
  if (audience === undefined) return refused('invalid_target', 'a resource of this token is not known here any more');
  if (access.dpopJkt !== (context.proof?.jkt ?? null)) {
    return refused('invalid_dpop_proof', 'the tokens for this refresh token were issued for another key');
  }
  const secrets = successorSecrets(text, context.keys);
  return {
    kind: 'issued',
    client,
    grant,
    accessToken: access,
    opaque: opaqueToken('hfa_', access.id, secrets.access).token,
    audience,
    refreshToken: opaqueToken('hfr_', token.successorId, secrets.refresh),
    nonce: null,
    now: context.now,
  };
}

async function reuse(token: RefreshToken, grant: Grant, context: GrantContext): Promise<Refused> {
  const revoked = await context.stores.grants.revoke(grant.id, context.now);
  await context.audit('token.reused', grant, { refresh_token_id: token.id, grants_revoked: revoked });
  return refused('invalid_grant', UNUSABLE, 'refresh token used twice: its family is revoked');
}

async function liveGrant(token: RefreshToken, { stores, now }: GrantContext): Promise<Grant | undefined> {
  const grant = await stores.grants.find(token.grantId);
  if (grant === undefined || grant.revokedAt !== null || grant.refreshUntil <= now) return undefined;
  if (grant.userId === null) return grant;
  const user = await stores.users.find(grant.userId);
  return user?.status === 'active' ? grant : undefined;
}

// RFC 6749 §6: the access token may get less; the refresh token keeps what was granted.
function narrowedScope(grant: Grant, asked: string | undefined): string {
  if (asked === undefined) return grant.scope;
  const scopes = parseScope(asked);
  if (scopes === undefined) throw new OAuthError('invalid_scope', 'the scope is malformed or names a scope that does not exist');
  if (!coversScopes(storedScope(grant.scope), scopes))
    throw new OAuthError('invalid_scope', 'the scope is more than was granted');
  return formatScope(scopes);
}

function successors(text: string, keys: ServerKeys, now: number): PreparedTokens {
  const secrets = successorSecrets(text, keys);
  return { access: createOpaqueToken('hfa_', now, secrets.access), refresh: createOpaqueToken('hfr_', now, secrets.refresh) };
}

// Derived, so that the same successors can be handed out again although only their hashes are stored.
function successorSecrets(text: string, keys: ServerKeys): { readonly access: string; readonly refresh: string } {
  return { access: keys.mac('refresh-successor', `access:${text}`), refresh: keys.mac('refresh-successor', `refresh:${text}`) };
}
