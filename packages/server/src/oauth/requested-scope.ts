import type { Client } from './client/client.ts';
import { OAuthError } from './oauth-error.ts';
import { coversScopes, parseScope, storedScope } from './scope.ts';

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
