import { createHmac, type KeyObject } from 'node:crypto';
import { equalDigests } from '../../crypto/hash.ts';
import type { TimeWindow } from './authentication-method.ts';

/** A client JWT is valid for so long after its `time`, in seconds (contract/oauth2.md §3). */
export const CLIENT_JWT_LIFETIME_SECONDS = 300;
const MAXIMUM_AHEAD_SECONDS = 60;
const MAXIMUM_LENGTH = 4096;
const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true });
const PART = /^[A-Za-z0-9_-]+$/;

/** A client JWT that is well formed; nothing of it is proven before `hasValidSignature` says so. */
export interface ClientJwt<Name extends 'id' | 'username'> {
  readonly subject: string;
  readonly subjectMember: Name;
  /** Seconds since 1970. */
  readonly time: number;
  readonly nonce: string | undefined;
  readonly signingInput: string;
  readonly signature: string;
}

/**
 * Reads the tally dialect's JWT: compact, HS256, payload `{<member>, time, nonce?}`, all strings; other members are
 * ignored. `undefined` for anything else, `alg: none`, another algorithm and a critical header included (RFC 7515 §4.1.11).
 */
export function parseClientJwt<Name extends 'id' | 'username'>(text: string, subjectMember: Name): ClientJwt<Name> | undefined {
  const parts = text.split('.', 4);
  const [header, payload, signature] = parts;
  if (text.length > MAXIMUM_LENGTH || parts.length !== 3 || !header || !payload || !signature) return undefined;
  if (!isAcceptedHeader(decodeObject(header)) || !PART.test(signature)) return undefined;
  const claims = decodeObject(payload);
  if (claims === undefined) return undefined;
  const subject = claims.get(subjectMember);
  const time = claims.get('time');
  const nonce = claims.get('nonce');
  if (typeof subject !== 'string' || typeof time !== 'string' || !/^[0-9]{1,12}$/.test(time)) return undefined;
  if (nonce !== undefined && typeof nonce !== 'string') return undefined;
  return { subject, subjectMember, time: Number(time), nonce, signingInput: `${header}.${payload}`, signature };
}

/** Whether the JWT's time is inside the window around `now` (milliseconds since 1970). */
export function isTimely(jwt: { readonly time: number }, now: number): boolean {
  const { from, until } = timesOfClientJwt(jwt.time);
  return now >= from && now < until;
}

/** When a JWT of this `time` (seconds since 1970) is timely, in milliseconds since 1970; `until` excluded. */
export function timesOfClientJwt(time: number): TimeWindow {
  return { from: (time - MAXIMUM_AHEAD_SECONDS) * 1000, until: (time + CLIENT_JWT_LIFETIME_SECONDS + 1) * 1000 };
}

/** Whether the JWT is signed with this secret, whose UTF-8 bytes are the key (RFC 7518 §3.2). */
export function hasValidSignature(
  jwt: { readonly signingInput: string; readonly signature: string },
  secret: KeyObject,
): boolean {
  const expected = createHmac('sha256', secret).update(jwt.signingInput).digest('base64url');
  return equalDigests(expected, jwt.signature);
}

function isAcceptedHeader(header: ReadonlyMap<string, unknown> | undefined): boolean {
  if (header === undefined || header.get('alg') !== 'HS256') return false;
  return !header.has('crit') && !header.has('b64');
}

// A Map, not an object: a member named __proto__ must not become anything but a member.
function decodeObject(part: string): ReadonlyMap<string, unknown> | undefined {
  if (!PART.test(part)) return undefined;
  const bytes = Buffer.from(part, 'base64url');
  // What does not round-trip was read differently by somebody else.
  if (bytes.toString('base64url') !== part) return undefined;
  try {
    const value: unknown = JSON.parse(STRICT_UTF8.decode(bytes));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return new Map(Object.entries(value));
  } catch {
    return undefined;
  }
}
