import { hash } from 'node:crypto';
import { type OpaqueToken, opaqueToken, type TokenPrefix } from '../../packages/server/src/crypto/opaque-token.ts';
import { ORDERED_ID_LENGTH } from '../../packages/server/src/crypto/ordered-id.ts';
import { CONNECTIONS } from '../load/load-plan.ts';

/** How much a database of tokens holds. */
export interface TokenSize {
  readonly users: number;
  /** Access tokens, dealt out to the users in turn. */
  readonly tokens: number;
}

/** How many users have a session and a refresh token: one for each connection. */
export const SIGNED_IN: number = CONNECTIONS;

/** How many users have a password. */
export const WITH_PASSWORD = 512;

/** The password of those who have one; no list holds it. */
export const PASSWORD = 'violet-anchor-93-mosaic';

/** Where the client's codes are sent. */
export const CALLBACK = 'https://client.example/callback';

/** The resource for which access tokens are JWTs. */
export const RESOURCE = 'https://resource.example';

/** A secret that is the same each time it is made, so that nothing of it need be kept; its id sorts before all real ones. */
export function plannedToken(prefix: TokenPrefix, index: number): OpaqueToken {
  return opaqueToken(prefix, plannedId(index), hash('sha256', `${prefix}${index}`, 'base64url'));
}

/** An id in the place of a token or a grant. */
export function plannedId(index: number): string {
  return String(index).padStart(ORDERED_ID_LENGTH, '0');
}

/** Where what a user who has a session was granted with `openid` has its place: after all that is planned by number. */
export function ofOpenId(user: number): number {
  return 1_000_000_000 + user;
}

/** The user whom an access token of the plan belongs to. */
export function ownerOf(token: number, { users }: TokenSize): number {
  return token % users;
}
