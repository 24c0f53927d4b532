import type { JsonMembers } from './strict-json.ts';

/** Clocks of others may be so far ahead of ours, in seconds. */
const MAXIMUM_AHEAD_SECONDS = 60;

/** How long a JWT may be good, in seconds. */
export interface JwtTimeLimits {
  /** The latest `exp`, from now. */
  readonly lifetime: number;
  /** The oldest `nbf` and `iat`, back from now; absent: they may be of any age, since `exp` ends it. */
  readonly age?: number;
}

/**
 * Judges the times of a JWT at `now` (milliseconds since 1970), which its caller takes from a clock (RFC 7519 §4.1): `exp` must be
 * there, in the future, and not further off than the limit; `nbf` and `iat` may be a little ahead of us, not more than 60 s.
 */
export function areTimesGood(claims: JsonMembers, now: number, { lifetime, age = Infinity }: JwtTimeLimits): boolean {
  const seconds = now / 1000;
  const exp = claims.get('exp');
  if (typeof exp !== 'number' || exp <= seconds || exp > seconds + lifetime + MAXIMUM_AHEAD_SECONDS) return false;
  return ['nbf', 'iat'].every((name) => {
    const time = claims.get(name);
    if (time === undefined) return true;
    return typeof time === 'number' && time <= seconds + MAXIMUM_AHEAD_SECONDS && time >= seconds - age;
  });
}
