import type { IncomingMessage } from 'node:http';
import cookie from '@fastify/cookie';
import { readCookie } from '../../http/browser/cookies.ts';
import type { BrowserRequest } from '../../http/browser/csrf.ts';
import type { Issuer } from '../../http/issuer.ts';
import type { Presentation } from '../../oauth/client-authentication/authentication-method.ts';
import { AUTHENTICATION_METHODS } from '../../oauth/client-authentication/registry.ts';
import type { PresentedToken } from '../../oauth/endpoints/bearer/presented-token.ts';
import { NO_PARAMETERS } from '../../oauth/parameters.ts';
import { Unauthenticated } from '../api-failure.ts';

/** What a request shows of who sent it; nothing of it is proven yet. */
export type PresentedCredentials =
  | { readonly kind: 'bearer'; readonly presented: PresentedToken }
  | { readonly kind: 'client'; readonly presentation: Presentation }
  | { readonly kind: 'session'; readonly token: string; readonly browser: BrowserRequest };

/**
 * The one credential of a request (contract/authority.md §3). Throws `Unauthenticated` for none, for two of different
 * kinds, and for what is not one: a request that could be two callers is neither.
 */
export function presentedCredentials(request: IncomingMessage, issuer: Issuer): PresentedCredentials {
  const authorization = request.headersDistinct['authorization'] ?? [];
  const authencation = request.headersDistinct['authencation'] ?? [];
  const found = [...fromHeaders(authorization, authencation), ...fromCookie(request, issuer)];
  const [credentials] = found;
  if (credentials === undefined) throw new Unauthenticated(undefined, 'credentials are required');
  if (found.length > 1) throw new Unauthenticated('invalid_token', 'the request carries credentials of more than one kind');
  return credentials;
}

function fromHeaders(authorization: readonly string[], authencation: readonly string[]): PresentedCredentials[] {
  if (authorization.length > 1 || authencation.length > 1) {
    throw new Unauthenticated('invalid_token', 'the credentials are sent more than once');
  }
  const presentation = AUTHENTICATION_METHODS.client_jwt.present({ authorization, authencation, body: NO_PARAMETERS });
  if (presentation === 'malformed') throw new Unauthenticated('invalid_client', 'the JWT of the client is malformed');
  const [value] = authorization;
  // With one header only it was just this header that was read.
  const ofHeader = authencation.length === 0 || value === undefined ? presentation : presentOnly(value);
  const isClientJwt = value === undefined || ofHeader !== undefined;
  return [
    ...(presentation === undefined ? [] : [{ kind: 'client' as const, presentation }]),
    ...(isClientJwt ? [] : [{ kind: 'bearer' as const, presented: presentedToken(value) }]),
  ];
}

function presentOnly(authorization: string): Presentation | 'malformed' | undefined {
  return AUTHENTICATION_METHODS.client_jwt.present({ authorization: [authorization], authencation: [], body: NO_PARAMETERS });
}

// Existing clients send the token also without its scheme (contract/authority.md §3).
function presentedToken(value: string): PresentedToken {
  if (/^dpop +/i.test(value)) return { scheme: 'dpop', token: value.replace(/^dpop +/i, '') };
  return { scheme: 'bearer', token: value.replace(/^bearer +/i, '') };
}

function fromCookie(request: IncomingMessage, issuer: Issuer): PresentedCredentials[] {
  const header = request.headers.cookie;
  if (header === undefined) return [];
  const browser = { cookies: cookie.fastifyCookie.parse(header), headers: request.headers };
  const token = readCookie(browser, issuer, 'hufu_session');
  return token === undefined ? [] : [{ kind: 'session', token, browser }];
}
