import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Issuer } from '../issuer.ts';

/** A request whose `Cookie` header was parsed. */
export type CookieHolder = Pick<FastifyRequest, 'cookies'>;

/** The cookies we set. */
export type CookieName = 'hufu_session' | 'hufu_csrf' | 'hufu_device';

/** The value of a cookie of ours; `undefined` when there is none or it is longer than any that we set. */
export function readCookie(request: CookieHolder, issuer: Issuer, name: CookieName): string | undefined {
  const value = request.cookies[wireName(issuer, name)];
  return value === undefined || value === '' || value.length > 512 ? undefined : value;
}

/** Sets a cookie; without `maxAgeSeconds` it lasts as long as the browser. */
export function writeCookie(
  reply: FastifyReply,
  issuer: Issuer,
  cookie: { readonly name: CookieName; readonly value: string; readonly maxAgeSeconds?: number },
): void {
  const { name, value, maxAgeSeconds } = cookie;
  reply.setCookie(wireName(issuer, name), value, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: issuer.secure,
    ...(maxAgeSeconds === undefined ? {} : { maxAge: maxAgeSeconds }),
  });
}

/** Removes a cookie. */
export function clearCookie(reply: FastifyReply, issuer: Issuer, name: CookieName): void {
  writeCookie(reply, issuer, { name, value: '', maxAgeSeconds: 0 });
}

function wireName(issuer: Issuer, name: CookieName): string {
  return issuer.secure ? `__Host-${name}` : name;
}
