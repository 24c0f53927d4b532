import { randomUUID } from 'node:crypto';
import type { LogoutDelivery } from './logout-delivery.ts';

/** The `typ` in the header of our logout tokens (OpenID Connect Back-Channel Logout §2.4). */
export const LOGOUT_TOKEN_TYPE = 'logout+jwt';

/** How long a logout token is good, in seconds (OpenID Connect Back-Channel Logout §2.4: two minutes at most are recommended). */
export const LOGOUT_TOKEN_LIFETIME_SECONDS = 120;

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** The claims of a logout token (OpenID Connect Back-Channel Logout §2.4); a `nonce` is never among them. */
export interface LogoutTokenClaims {
  readonly iss: string;
  readonly aud: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  readonly events: { readonly [EVENT]: Readonly<Record<string, never>> };
  readonly sid: string;
  readonly sub?: string;
}

/** What one client is told of one session, by a token that it can tell from any before; `now` is in milliseconds since 1970. */
export function logoutTokenClaims(
  { clientId, sessionId, userId }: Pick<LogoutDelivery, 'clientId' | 'sessionId' | 'userId'>,
  issuer: string,
  now: number,
): LogoutTokenClaims {
  const iat = Math.floor(now / 1000);
  return {
    iss: issuer,
    aud: String(clientId),
    iat,
    exp: iat + LOGOUT_TOKEN_LIFETIME_SECONDS,
    jti: randomUUID(),
    events: { [EVENT]: {} },
    sid: sessionId,
    ...(userId === null ? {} : { sub: userId }),
  };
}
