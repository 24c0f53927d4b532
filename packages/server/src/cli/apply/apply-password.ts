import { sha256Hex } from '../../crypto/hash.ts';
import { orderedId } from '../../crypto/ordered-id.ts';
import { setPassword } from '../../identity/administration/user-password.ts';
import { normalizeImportedHash } from '../../identity/credentials/hashing/stored-hash.ts';
import { recordEvent } from '../../identity/identity-audit.ts';
import { foldUserId, type User } from '../../identity/user/user.ts';
import type { UserInput } from './apply-document.ts';
import type { PreparedPassword } from './prepare-passwords.ts';
import { accepted, ChangedMeanwhile, type ExistingUser, type UserApplication } from './user-application.ts';

/** Stores a user's password when it is another, and whether it must be changed; answers the members that were changed. */
export async function applyPassword(application: UserApplication, { input, user, index }: ExistingUser): Promise<string[]> {
  const { stores, act } = application;
  const prepared = preparedFor(application, input, user.passwordHash);
  const applied = prepared?.newHash !== undefined && (await wasApplied(application, input, user));
  if (prepared?.newHash !== undefined && !applied) {
    const change = { userId: user.id, newHash: prepared.newHash, mustChangePassword: input.must_change_password ?? false };
    accepted(application, await setPassword(stores, change, act), index);
    await rememberHash(application, input, user.id);
    return [input.password === undefined ? 'password_hash' : 'password'];
  }
  const must = input.must_change_password;
  // With a hash that was replaced since, the wish was for the password that is gone.
  if (must === undefined || must === user.mustChangePassword || applied) return [];
  await stores.users.update(user.id, { mustChangePassword: must }, act.now);
  await recordEvent(stores, act, { action: 'user.changed', userId: user.id, detail: { must_change_password: must } });
  return ['must_change_password'];
}

/** The prepared password of a user. Throws `ChangedMeanwhile` when the stored one is not what it was prepared for. */
export function preparedFor(
  application: UserApplication,
  input: UserInput,
  currentHash: string | null,
): PreparedPassword | undefined {
  const prepared = application.passwords.get(foldUserId(input.id));
  if (prepared !== undefined && prepared.seenHash !== currentHash) throw new ChangedMeanwhile('a password was changed meanwhile');
  return prepared;
}

// An imported hash is replaced at the first sign-in by one of our own, and only the trace left here tells that it is of
// the same password: without it, each `apply` would bring the imported hash back.
async function wasApplied(application: UserApplication, input: UserInput, user: User): Promise<boolean> {
  if (input.password_hash === undefined) return false;
  const [last] = await application.stores.audit.list({ userId: user.id, action: 'configuration.applied', limit: 1 });
  return last?.detail['password_hash_sha256'] === fingerprint(input.password_hash);
}

/** Records that an imported hash was applied. */
export async function rememberHash({ stores, act }: UserApplication, input: UserInput, userId: string): Promise<void> {
  if (input.password_hash === undefined) return;
  const detail = { password_hash_sha256: fingerprint(input.password_hash) };
  const row = {
    ...act.origin,
    id: orderedId(act.now),
    at: act.now,
    action: 'configuration.applied',
    userId,
    clientId: null,
    detail,
  } as const;
  await stores.audit.append(row);
}

function fingerprint(hash: string): string {
  return sha256Hex(normalizeImportedHash(hash) ?? '').slice(0, 32);
}
