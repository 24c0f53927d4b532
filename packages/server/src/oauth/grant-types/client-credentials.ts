import { ALL_SCOPE, AUTHORITY_SCOPES } from '@hufu/contract';
import type { Client } from '../client/client.ts';
import { requestedScope } from '../client/requested-scope.ts';
import type { Grant } from '../grant/grant.ts';
import { OAuthError, type Refused, refused } from '../oauth-error.ts';
import { formatScope, storedScope } from '../scope.ts';
import { chooseAudience } from '../tokens/audience/choose-audience.ts';
import type { Authorized } from '../tokens/issue-tokens.ts';
import { type GrantContext, resourceDirectory } from './grant-type.ts';

const PERIOD_MS = 30 * 86_400_000;
const authority: ReadonlySet<string> = new Set([...AUTHORITY_SCOPES, ALL_SCOPE]);

/** A client acts for itself (RFC 6749 §4.4): an access token without a user, and no refresh token (§4.4.3). */
export async function clientCredentialsGrant(context: GrantContext): Promise<Authorized | Refused> {
  const { client, method } = context.client;
  // Registration refuses this too; a client may have become public since.
  if (method === 'none') return refused('unauthorized_client', 'a public client cannot act for itself');
  const scope = formatScope(clientScope(client, context.parameters.get('scope')));
  const audience = await chooseAudience(context.parameters, 'any', resourceDirectory(context));
  return { kind: 'authorized', grant: await standingGrant(context), scope, audience, withRefreshToken: false };
}

/** What the client asks for, else what of its default scope is not about a user; that may be nothing. */
function clientScope(client: Client, asked: string | undefined): ReadonlySet<string> {
  if (asked === undefined) return new Set([...storedScope(client.defaultScope ?? '')].filter((scope) => authority.has(scope)));
  const scopes = requestedScope(client, asked);
  for (const scope of scopes) {
    if (!authority.has(scope)) throw new OAuthError('invalid_scope', 'the scope names what only a user can be asked for');
  }
  return scopes;
}

/**
 * The grant on which all that a client is issued for itself hangs, one for each 30 days: so an access token is one row, and
 * old ones can be cleared away together.
 */
async function standingGrant({ client: { client }, stores, lifetimes, now }: GrantContext): Promise<Grant> {
  const period = Math.floor(now / PERIOD_MS);
  const id = `client-${client.id}-${period}`;
  const found = await stores.grants.find(id);
  if (found !== undefined) return found;
  const grant: Grant = {
    id,
    clientId: client.id,
    userId: null,
    sessionId: null,
    scope: '',
    authenticatedAt: now,
    createdAt: now,
    refreshUntil: (period + 1) * PERIOD_MS + lifetimes.accessTokenMs,
    revokedAt: null,
    resources: [],
    claims: null,
  };
  await stores.grants.insertOnce(grant);
  return grant;
}
