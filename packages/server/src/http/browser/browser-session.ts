import type { FastifyReply, FastifyRequest } from 'fastify';
import { KNOWN_DEVICE_MS } from '../../identity/credentials/known-device.ts';
import type { SignedIn } from '../../identity/credentials/sign-in.ts';
import type { Act } from '../../identity/identity-stores.ts';
import { type ResolvedSession, resolveSession } from '../../identity/session/sessions.ts';
import type { EdgeContext } from '../edge-context.ts';
import { clearCookie, readCookie, writeCookie } from './cookies.ts';

/** The session of the browser that sent a request, if it is alive; its use is recorded now and then. */
export async function browserSession(context: EdgeContext, request: FastifyRequest): Promise<ResolvedSession | undefined> {
  const token = readCookie(request, context.issuer, 'hufu_session');
  if (token === undefined) return undefined;
  const now = context.now();
  const resolved = await context.storage.read((stores) => resolveSession(stores, token, now));
  if (resolved?.needsTouch === true) await context.storage.transact(({ sessions }) => sessions.touch(resolved.session.id, now));
  return resolved;
}

/** Gives a browser that signed in its two cookies: the session, and the mark by which it is known. */
export function rememberSignIn(context: EdgeContext, reply: FastifyReply, signedIn: SignedIn): void {
  writeCookie(reply, context.issuer, { name: 'hufu_session', value: signedIn.token });
  rememberDevice(context, reply, signedIn.deviceToken);
}

/** Marks a browser as known to its user, for a year or until the password changes. */
export function rememberDevice(context: EdgeContext, reply: FastifyReply, deviceToken: string): void {
  const maxAgeSeconds = Math.floor(KNOWN_DEVICE_MS / 1000);
  writeCookie(reply, context.issuer, { name: 'hufu_device', value: deviceToken, maxAgeSeconds });
}

/** Takes the session cookie away; the mark of a known browser stays. */
export function forgetSession(context: EdgeContext, reply: FastifyReply): void {
  clearCookie(reply, context.issuer, 'hufu_session');
}

/** Who acts, from where and when, for the audit table. */
export function actOf(context: EdgeContext, request: FastifyRequest, actor = 'anonymous'): Act {
  return { origin: { actor, address: context.addressOf(request.raw), requestId: request.id }, now: context.now() };
}
