import { orderedId } from '../../crypto/ordered-id.ts';
import { setPassword } from '../../identity/administration/user-password.ts';
import { normalizeImportedHash } from '../../identity/credentials/hashing/stored-hash.ts';
import { recordEvent } from '../../identity/identity-audit.ts';
import { endAllSessions } from '../../identity/session/sessions.ts';
import { foldUserId, type User } from '../../identity/user/user.ts';
import type { UserInput } from './document/document-shape.ts';
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
    await rememberPassword(application, input, user.id);
    return [input.password === undefined ? 'password_hash' : 'password'];
  }
  const must = input.must_change_password;
  // With a password that was replaced since, the wish was for the one that is gone.
  if (must === undefined || must === user.mustChangePassword || applied) return [];
  await stores.users.update(user.id, { mustChangePassword: must }, act.now);
  // Who must change their password is not signed in before they did: nobody stays signed in around that.
  if (must) await endAllSessions(stores, { ...act, userId: user.id, reason: 'must_change_password' });
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

// What the file says is brought about once, and again when the file says something else. The stored hash cannot tell: the
// user may have chosen another password since, and an imported hash is replaced by one of our own at the first sign-in.
// Without the trace left here each `apply`, and each start with a bootstrap file, would bring the old password back.
async function wasApplied(application: UserApplication, input: UserInput, user: User): Promise<boolean> {
  const [last] = await application.stores.audit.list({ userId: user.id, action: 'configuration.applied', limit: 1 });
  return last?.detail['password_fingerprint'] === fingerprint(application, input);
}

/** Records that the password of a document, in whichever form, was applied. */
export async function rememberPassword(application: UserApplication, input: UserInput, userId: string): Promise<void> {
  const { stores, act } = application;
  const made = fingerprint(application, input);
  if (made === undefined) return;
  const detail = { password_fingerprint: made };
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

// Keyed: whoever reads the audit table must not be able to try passwords against it.
function fingerprint({ keys }: UserApplication, { id, password, password_hash: hash }: UserInput): string | undefined {
  const said = password === undefined ? hash && `hash\n${normalizeImportedHash(hash) ?? ''}` : `password\n${password}`;
  return said === undefined ? undefined : keys.mac('fingerprint', `${foldUserId(id)}\n${said}`).slice(0, 22);
}
