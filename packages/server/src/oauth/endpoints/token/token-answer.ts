import type { ServerResponse } from 'node:http';
import { answerJson } from '../../../http/front/raw-answer.ts';
import { OAUTH_ERROR_STATUS, type OAuthError } from '../../oauth-error.ts';

/** Answers an OAuth error as JSON (RFC 6749 §5.2); a 401 names the scheme to use. */
export function answerOAuthError(
  response: ServerResponse,
  error: OAuthError,
  options: { readonly status?: number; readonly headers?: Record<string, string>; readonly realm: string },
): void {
  const status = options.status ?? OAUTH_ERROR_STATUS[error.code];
  const body = { error: error.code, error_description: error.description };
  if (error.code === 'invalid_client') response.setHeader('www-authenticate', `Basic realm="${options.realm}"`);
  for (const [name, value] of Object.entries(options.headers ?? {})) response.setHeader(name, value);
  answerJson(response, status, body);
}
