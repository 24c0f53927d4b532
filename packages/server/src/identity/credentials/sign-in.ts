import type { Act, IdentityStorage, IdentityStores } from '../identity-stores.ts';
import type { Session } from '../session/session.ts';
import { startSession } from '../session/sessions.ts';
import type { User } from '../user/user.ts';
import { HashingBusy } from './hashing/bounded-queue.ts';
import { issueDeviceToken, type Mac } from './known-device.ts';
import type { PasswordHasher } from './password-hasher.ts';
import {
  beginSignIn,
  completeSignIn,
  type SignInAttempt,
  type SignInClaim,
  type SignInThrottled,
  type SignInVerdict,
  type VerifiedAttempt,
} from './sign-in-steps.ts';
import { releaseAttempt } from './throttle.ts';

/** What signing in works with. */
export interface SignInContext {
  readonly storage: IdentityStorage;
  readonly hasher: PasswordHasher;
  /** Under the server key for devices; never used for anything else. */
  readonly mac: Mac;
}

/** A user name and a password, as they were typed. */
export interface PasswordClaim extends SignInClaim, Act {
  readonly password: string;
}

/** A signed-in browser: the secrets for its two cookies. */
export interface SignedIn {
  readonly kind: 'signed_in';
  readonly user: User;
  readonly session: Session;
  /** For the session cookie. */
  readonly token: string;
  /** For the cookie by which this browser stays known to this user (known-device.ts). */
  readonly deviceToken: string;
}

/** What became of a sign-in. */
export type SignInOutcome = SignedIn | Exclude<SignInVerdict, { kind: 'signed_in' }> | SignInThrottled;

/**
 * Signs a browser in, with a new session. A wrong password and a user who does not exist, is not active or has no
 * password cost the same and are answered the same. Rejects with `HashingBusy`, and then nothing was counted.
 */
export function signIn(context: SignInContext, claim: PasswordClaim & { readonly userAgent: string }): Promise<SignInOutcome> {
  return prove(context, claim, async (stores, verdict) => {
    if (verdict.kind !== 'signed_in') return verdict;
    const { session, token } = await startSession(stores, {
      userId: verdict.user.id,
      now: claim.now,
      userAgent: claim.userAgent,
      address: claim.origin.address,
    });
    return { ...verdict, session, token, deviceToken: issueDeviceToken(context.mac, verdict.user, claim.now) };
  });
}

/** Checks a password with all of the sign-in's protections, without starting a session. Rejects as `signIn` does. */
export function checkPassword(context: SignInContext, claim: PasswordClaim): Promise<SignInVerdict | SignInThrottled> {
  return prove(context, claim, async (_stores, verdict) => verdict);
}

async function prove<T>(
  context: SignInContext,
  claim: PasswordClaim,
  finish: (stores: IdentityStores, verdict: SignInVerdict) => Promise<T>,
): Promise<T | SignInThrottled> {
  const begun = await context.storage.transact((stores) => beginSignIn(stores, context.mac, claim));
  if (begun.kind === 'throttled') return begun;
  const verified = await verify(context, begun, claim.password);
  return context.storage.transact(async (stores) => finish(stores, await completeSignIn(stores, verified, claim)));
}

async function verify(context: SignInContext, attempt: SignInAttempt, password: string): Promise<VerifiedAttempt> {
  const { hasher, storage } = context;
  try {
    const verdict =
      attempt.storedHash === null ? await hasher.verifyDummy(password) : await hasher.verify(attempt.storedHash, password);
    if (!verdict.outdated) return { attempt, matches: verdict.matches };
    const newHash = await rehashed(hasher, password);
    return { attempt, matches: verdict.matches, ...(newHash !== undefined && { newHash }) };
  } catch (error) {
    // Nothing was verified, so nothing is counted; after any other error the attempt stays counted.
    if (error instanceof HashingBusy) await storage.transact((stores) => releaseAttempt(stores.throttles, attempt.reservation));
    throw error;
  }
}

/** The password was right; that the queue is full now only puts the new hash off. */
async function rehashed(hasher: PasswordHasher, password: string): Promise<string | undefined> {
  try {
    return await hasher.hash(password);
  } catch (error) {
    if (error instanceof HashingBusy) return undefined;
    throw error;
  }
}
