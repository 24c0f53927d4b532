import type { FastifyRequest } from 'fastify';
import { equalDigests, sha256Hex } from '../../crypto/hash.ts';
import { randomSecret } from '../../crypto/random.ts';
import type { ServerKeys } from '../../crypto/server-keys.ts';
import type { Issuer } from '../issuer.ts';
import { readCookie, writeCookie } from './cookies.ts';
import type { Exchange } from './exchange.ts';

/** What CSRF protection needs to know of the server. */
export interface CsrfContext {
  readonly issuer: Issuer;
  readonly keys: ServerKeys;
}

/** What of a request tells whether it comes from a page of ours. */
export type BrowserRequest = Pick<FastifyRequest, 'cookies' | 'headers'>;

/**
 * The token for the forms of a page: bound to a random cookie of this browser and to its session, so that it dies when
 * either changes. Sets the cookie when there is none.
 */
export function csrfToken(context: CsrfContext, { request, reply }: Exchange, sessionId = ''): string {
  let secret = readCookie(request, context.issuer, 'hufu_csrf');
  if (secret === undefined) {
    secret = randomSecret();
    writeCookie(reply, context.issuer, { name: 'hufu_csrf', value: secret });
  }
  return tokenFor(context, secret, sessionId);
}

/** Whether a request was sent from a page of ours in this very browser and session. */
export function isCsrfTokenValid(
  context: CsrfContext,
  request: BrowserRequest,
  presented: { readonly token: string | undefined; readonly sessionId: string },
): boolean {
  const { token, sessionId } = presented;
  const secret = readCookie(request, context.issuer, 'hufu_csrf');
  if (secret === undefined || token === undefined || isCrossSite(request)) return false;
  return equalDigests(sha256Hex(token), sha256Hex(tokenFor(context, secret, sessionId)));
}

function tokenFor(context: CsrfContext, secret: string, sessionId: string): string {
  return context.keys.mac('csrf', `${secret}\n${sessionId}`);
}

// Browsers say where a request comes from; programs that are no browsers say nothing.
function isCrossSite(request: BrowserRequest): boolean {
  const site = request.headers['sec-fetch-site'];
  return site === 'cross-site' || site === 'same-site';
}
