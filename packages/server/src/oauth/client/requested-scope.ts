import { OFFLINE_SCOPE } from '@hufu/contract';
import { OAuthError } from '../oauth-error.ts';
import { coversScopes, parseScope, storedScope } from '../scope.ts';
import type { Client } from './client.ts';

const FALLBACK_SCOPE = 'openid';

/**
 * The scopes a client asks for: those named, else its default ones, else `openid` (contract/oauth2.md §1, §2).
 * Throws `invalid_scope` for what is malformed, unknown, or more than the client is registered for.
 */
export function requestedScope(client: Client, text: string | undefined): ReadonlySet<string> {
  const scopes = parseScope(text ?? client.defaultScope ?? FALLBACK_SCOPE);
  if (scopes === undefined) throw new OAuthError('invalid_scope', 'the scope is malformed or names a scope that does not exist');
  if (client.scope !== null && !coversScopes(storedScope(client.scope), scopes)) {
    throw new OAuthError('invalid_scope', 'the scope is more than this client is registered for');
  }
  return scopes;
}

/**
 * The scopes that a user is asked for. Where nothing can be used offline, the scope for it is ignored (OpenID Connect Core §11); consent
 * to it is asked like to any other. Throws as `requestedScope` does.
 */
export function authorizationScope(client: Client, text: string | undefined): ReadonlySet<string> {
  const scopes = requestedScope(client, text);
  if (client.grantTypes.includes('refresh_token')) return scopes;
  return new Set([...scopes].filter((scope) => scope !== OFFLINE_SCOPE));
}
