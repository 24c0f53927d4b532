import { equalDigests, sha256Hex } from '../../crypto/hash.ts';
import type { Mac } from '../credentials/known-device.ts';
import type { IdentityStores } from '../identity-stores.ts';
import { foldUserId, type User } from '../user/user.ts';

/** How long someone who must change their password may take, in milliseconds (10 min). */
export const PASSWORD_CHANGE_MS: number = 10 * 60_000;

const PROOF = /^([0-9]{1,16})\.([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{43})$/;

/**
 * Proves, for ten minutes, that somebody knew a password they must change before they are signed in. It is bound to that
 * very password, so it is spent by changing it.
 */
export function issuePasswordChangeProof(mac: Mac, user: User, now: number): string {
  const expiresAt = now + PASSWORD_CHANGE_MS;
  return `${expiresAt}.${user.id}.${mac(message(user, expiresAt))}`;
}

/** The user who may change their password with this proof; `undefined` when it is not, or no longer, one. */
export async function verifyPasswordChangeProof(
  stores: Pick<IdentityStores, 'users'>,
  mac: Mac,
  presented: { readonly proof: string; readonly now: number },
): Promise<User | undefined> {
  const [, expiry, userId, digest] = PROOF.exec(presented.proof) ?? [];
  if (expiry === undefined || userId === undefined || digest === undefined || presented.now >= Number(expiry)) return undefined;
  const user = await stores.users.find(userId);
  if (user?.status !== 'active' || user.passwordHash === null || !user.mustChangePassword) return undefined;
  return equalDigests(digest, mac(message(user, Number(expiry)))) ? user : undefined;
}

function message(user: User, expiresAt: number): string {
  return `password-change\n${expiresAt}\n${foldUserId(user.id)}\n${sha256Hex(user.passwordHash ?? '')}`;
}
