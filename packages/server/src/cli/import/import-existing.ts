import { changeUser, setUserStatus } from '../../identity/administration/user-administration.ts';
import { setPassword } from '../../identity/administration/user-password.ts';
import { normalizeImportedHash } from '../../identity/credentials/hashing/stored-hash.ts';
import type { Act } from '../../identity/identity-stores.ts';
import type { User } from '../../identity/user/user.ts';
import type { UserProfile } from '../../identity/user/user-validation.ts';
import type { Stores } from '../../storage/storage.ts';
import { acceptedUser } from '../operations/user-view.ts';
import type { ImportedUser } from './imported-user.ts';

/** The unit of work in which a user is met who exists, and what may be done to them. */
interface Meeting {
  readonly stores: Stores;
  readonly act: Act;
  readonly mode: { readonly update: boolean; readonly replace_passwords: boolean };
}

/** What became of the row, and what differs, or why nothing was done. */
interface Met {
  readonly outcome: 'updated' | 'unchanged' | 'existing' | 'refused';
  readonly reasons: readonly string[];
}

const PROFILE = ['fullname', 'email', 'phone', 'wechat', 'type', 'dn', 'organization'] as const satisfies (keyof UserProfile)[];

/**
 * Compares a user who exists with what a file says of them, and changes them where that is asked for. System administrators
 * are never changed: whoever writes a file of users must not get hold of one.
 */
export async function importExisting(meeting: Meeting, wanted: ImportedUser): Promise<Met> {
  const { stores, mode } = meeting;
  const user = await stores.users.find(wanted.id);
  if (user === undefined) return { outcome: 'refused', reasons: ['the user was changed meanwhile: try again'] };
  const reasons = differences(user, wanted, mode.replace_passwords);
  if (reasons.length === 0) return { outcome: 'unchanged', reasons };
  if (!mode.update) return { outcome: 'existing', reasons };
  if (user.systemAdministrator)
    return { outcome: 'refused', reasons: ['the user is a system administrator, whom an import does not change'] };
  await change(meeting, { user, wanted, differing: new Set(reasons) });
  return { outcome: 'updated', reasons };
}

/** The columns in which a user is otherwise than a row says; what it does not say is not compared. */
function differences(user: User, wanted: ImportedUser, replacePasswords: boolean): string[] {
  const columns: string[] = PROFILE.filter((column) => wanted[column] !== undefined && wanted[column] !== user[column]);
  if (wanted.status !== undefined && wanted.status !== user.status) columns.push('status');
  // A password that the user has is by default left: they may have chosen it since, and a hash is replaced at sign-in.
  const asked = wanted.password_hash !== undefined && (user.passwordHash === null || replacePasswords);
  if (asked && normalizeImportedHash(wanted.password_hash) !== user.passwordHash) columns.push('password_hash');
  return columns;
}

async function change(
  { stores, act }: Meeting,
  { user, wanted, differing }: { readonly user: User; readonly wanted: ImportedUser; readonly differing: ReadonlySet<string> },
): Promise<void> {
  const userId = user.id;
  const profile = Object.fromEntries(PROFILE.filter((column) => differing.has(column)).map((column) => [column, wanted[column]]));
  acceptedUser(await changeUser(stores, { userId, profile }, act));
  if (differing.has('password_hash')) {
    const newHash = wanted.password_hash ?? null;
    const mustChangePassword = wanted.must_change_password ?? false;
    acceptedUser(await setPassword(stores, { userId, newHash, mustChangePassword }, act));
  }
  if (wanted.status !== undefined) acceptedUser(await setUserStatus(stores, { userId, status: wanted.status }, act));
}
