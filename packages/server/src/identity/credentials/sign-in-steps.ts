import { recordEvent } from '../identity-audit.ts';
import type { Act, IdentityStores } from '../identity-stores.ts';
import { foldUserId, isUserId, type User } from '../user/user.ts';
import { type Mac, verifyDeviceToken } from './known-device.ts';
import { exhaustedBy, type Reservation, reserveAttempt, settleSuccess } from './throttle.ts';
import { accountKey, addressKey, deviceKey, devicesKey, type ThrottleKey } from './throttle-keys.ts';

/** What someone claims: a user name as it was typed, and the device token of their browser, if it has one. */
export interface SignInClaim {
  readonly username: string;
  readonly deviceToken: string | undefined;
}

/** An attempt that may be made; what is in it never leaves the server. */
export interface SignInAttempt {
  readonly kind: 'begun';
  readonly reservation: Reservation;
  /** The user the name belongs to, whatever their status; `null` when there is none. */
  readonly userId: string | null;
  /** The hash to verify against; `null` when the password cannot be right, and a dummy must be verified instead. */
  readonly storedHash: string | null;
}

/** Too many failures; another attempt may be made at `retryAt` (milliseconds since 1970). */
export interface SignInThrottled {
  readonly kind: 'throttled';
  readonly retryAt: number;
}

/** What the verification of an attempt came to. */
export interface VerifiedAttempt {
  readonly attempt: SignInAttempt;
  readonly matches: boolean;
  /** A hash of the same password under the current parameters, when the stored one is outdated. */
  readonly newHash?: string;
}

/** Who signed in, or that nobody did: the outside is never told why. */
export type SignInVerdict =
  | { readonly kind: 'signed_in'; readonly user: User }
  | { readonly kind: 'must_change_password'; readonly user: User }
  | { readonly kind: 'refused' };

/** First step, in a unit of work: counts the attempt and answers what to verify. */
export async function beginSignIn(
  stores: IdentityStores,
  mac: Mac,
  claim: SignInClaim & Act,
): Promise<SignInAttempt | SignInThrottled> {
  const user = await findByTypedName(stores, claim.username);
  const decision = await reserveAttempt(stores.throttles, throttleKeys(mac, claim, user), claim.now);
  if (!decision.allowed) return { kind: 'throttled', retryAt: decision.retryAt };
  const storedHash = user?.status === 'active' ? user.passwordHash : null;
  return { kind: 'begun', reservation: decision.reservation, userId: user?.id ?? null, storedHash };
}

/**
 * Last step, in a unit of work of its own: believes the verification only if the user is still active and the hash is
 * still the one that was verified; settles the throttle, stores the new hash, and records what happened.
 */
export async function completeSignIn(stores: IdentityStores, verified: VerifiedAttempt, act: Act): Promise<SignInVerdict> {
  const { attempt, matches, newHash } = verified;
  if (attempt.userId !== null) await stores.users.takeTurn(attempt.userId);
  const user = attempt.userId === null ? undefined : await stores.users.find(attempt.userId);
  const unchanged = user?.status === 'active' && user.passwordHash !== null && user.passwordHash === attempt.storedHash;
  if (user === undefined || !unchanged || !matches) return refuse(stores, attempt, { act, reason: reasonOf(user, unchanged) });
  await settleSuccess(stores.throttles, attempt.reservation);
  if (newHash !== undefined) await stores.users.rehash(user.id, user.passwordHash, newHash);
  const current = newHash === undefined ? user : { ...user, passwordHash: newHash };
  await recordEvent(
    stores,
    { ...act, origin: { ...act.origin, actor: user.id } },
    {
      action: 'sign_in.succeeded',
      userId: user.id,
      detail: user.mustChangePassword ? { must_change_password: true } : {},
    },
  );
  return { kind: user.mustChangePassword ? 'must_change_password' : 'signed_in', user: current };
}

/** A known device is counted on its own only: neither strangers nor neighbours at the same address can keep it out. */
function throttleKeys(mac: Mac, claim: SignInClaim & Act, user: User | undefined): ThrottleKey[] {
  if (user !== undefined && claim.deviceToken !== undefined) {
    const device = verifyDeviceToken(mac, claim.deviceToken, { owner: user, now: claim.now });
    if (device !== undefined) return [deviceKey(device), devicesKey(user.id)];
  }
  return [addressKey(claim.origin.address), accountKey(mac, claim.username)];
}

async function findByTypedName(stores: IdentityStores, username: string): Promise<User | undefined> {
  const id = foldUserId(username.trim());
  return isUserId(id) ? stores.users.find(id) : undefined;
}

function reasonOf(user: User | undefined, unchanged: boolean): string {
  if (user === undefined) return 'unknown_user';
  if (user.status !== 'active') return 'not_active';
  if (user.passwordHash === null) return 'no_password';
  return unchanged ? 'wrong_password' : 'password_changed_meanwhile';
}

async function refuse(stores: IdentityStores, attempt: SignInAttempt, why: { act: Act; reason: string }): Promise<SignInVerdict> {
  await recordEvent(stores, why.act, { action: 'sign_in.failed', userId: attempt.userId, detail: { reason: why.reason } });
  // Recorded once, when a limit is reached: what is denied from then on writes nothing, so a flood fills no table.
  const exhausted = exhaustedBy(attempt.reservation, why.act.now);
  if (exhausted !== undefined) {
    await recordEvent(stores, why.act, { action: 'sign_in.throttled', userId: attempt.userId, detail: exhausted });
  }
  return { kind: 'refused' };
}
