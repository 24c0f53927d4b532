import type { IncomingMessage } from 'node:http';
import { isCsrfTokenValid } from '../../http/browser/csrf.ts';
import type { EdgeContext } from '../../http/edge-context.ts';
import { resolveSession } from '../../identity/session/sessions.ts';
import type { PresentedToken } from '../../oauth/endpoints/bearer/presented-token.ts';
import { storedScope } from '../../oauth/scope.ts';
import { Unauthenticated } from '../api-failure.ts';
import { type PresentedCredentials, presentedCredentials } from '../request/presented-credentials.ts';
import type { Caller, CallerRequest } from './caller.ts';
import { clientCaller } from './client-caller.ts';
import { type CallerContext, proveClientJwt, rememberedClient } from './client-jwt-caller.ts';
import { deadCredential } from './confirm-caller.ts';
import { presentedOwner } from './token-caller.ts';

type Where = Pick<Caller, 'address' | 'requestId'>;

/**
 * Throws `Unauthenticated` unless a request shows the credentials of one caller, so that nothing is read for who shows none.
 * Nothing of them is proven: `resolveCaller` does that.
 */
export function requireCredentials(parts: CallerContext, { request, now }: Pick<CallerRequest, 'request' | 'now'>): void {
  const { issuer, addressOf } = parts.context;
  if (rememberedClient(parts, { request, address: addressOf(request), now }) === undefined) presentedCredentials(request, issuer);
}

/**
 * Who sent a request (contract/authority.md §3). Throws `Unauthenticated` for no credentials and for bad ones: unknown,
 * expired, revoked, of another kind, of a disabled client or of a user who is not active, and all of these alike.
 */
export async function resolveCaller(parts: CallerContext, about: CallerRequest): Promise<Caller> {
  const { context } = parts;
  const where = { address: context.addressOf(about.request), requestId: about.requestId };
  const remembered = rememberedClient(parts, { ...about, ...where });
  if (remembered !== undefined) return { ...clientCaller(remembered.id), ...where };
  const credentials = presentedCredentials(about.request, context.issuer);
  switch (credentials.kind) {
    case 'bearer':
      return { ...(await byToken(context, credentials.presented, about)), ...where };
    case 'client': {
      const { id } = await proveClientJwt(parts, credentials.presentation, { ...about, ...where });
      return { ...clientCaller(id), ...where };
    }
    case 'session':
      return { ...(await bySession(context, credentials, about)), ...where };
  }
}

async function byToken(
  context: EdgeContext,
  presented: PresentedToken,
  about: CallerRequest,
): Promise<Omit<Caller, keyof Where>> {
  const { token, user } = await presentedOwner(context, presented, about);
  const scopes = storedScope(token.scope);
  const credential = { kind: 'token', id: token.id } as const;
  if (user === undefined) return { ...clientCaller(token.clientId), credential, scopes };
  return { kind: 'token', credential, actor: { kind: 'user', name: user.id }, user, ownClientId: token.clientId, scopes };
}

async function bySession(
  context: EdgeContext,
  { token, browser }: Extract<PresentedCredentials, { kind: 'session' }>,
  { request, now }: CallerRequest,
): Promise<Omit<Caller, keyof Where>> {
  const resolved = await context.storage.read((stores) => resolveSession(stores, token, now));
  if (resolved === undefined) throw deadCredential('session');
  const { session, user } = resolved;
  const presented = { token: csrfHeader(request), sessionId: session.id };
  if (!isSafe(request) && !isCsrfTokenValid(context, browser, presented)) {
    throw new Unauthenticated('invalid_token', 'the header X-CSRF-Token does not fit this session');
  }
  if (resolved.needsTouch) await context.storage.transact(({ sessions }) => sessions.touch(session.id, now));
  const actor = { kind: 'user', name: user.id } as const;
  const credential = { kind: 'session', id: session.id } as const;
  return { kind: 'session', credential, actor, user, ownClientId: undefined, scopes: undefined };
}

function csrfHeader(request: IncomingMessage): string | undefined {
  const values = request.headersDistinct['x-csrf-token'] ?? [];
  return values.length === 1 ? values[0] : undefined;
}

// RFC 9110 §9.2.1: these change nothing here.
function isSafe({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}
