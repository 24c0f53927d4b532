import { normalizeImportedHash } from '../credentials/hashing/stored-hash.ts';
import { recordEvent } from '../identity-audit.ts';
import type { Act, IdentityStores } from '../identity-stores.ts';
import { endAllSessions } from '../session/sessions.ts';
import type { User } from '../user/user.ts';
import type { UserOutcome } from './user-administration.ts';

/** A password that its owner chose, after proving who they are. */
export interface OwnPassword {
  readonly userId: string;
  /** The stored hash that the current password was verified against: if it is another by now, nothing happens. */
  readonly provedHash: string | null;
  /** From the hasher, of a password that `checkNewPassword` accepted. */
  readonly newHash: string;
  /** The session in which it happens, which goes on. */
  readonly keepSession?: string;
}

/** A password that an administrator chose. */
export interface GivenPassword {
  readonly userId: string;
  /** From the hasher or imported; `null` takes the password away. */
  readonly newHash: string | null;
  /** By default it must be changed at the first sign-in. */
  readonly mustChangePassword?: boolean;
}

/** Changes one's own password: all other sessions end, and every grant is revoked. */
export async function changeOwnPassword(stores: IdentityStores, change: OwnPassword, act: Act): Promise<UserOutcome> {
  await stores.users.takeTurn(change.userId);
  const user = await stores.users.find(change.userId);
  const proved = user?.status === 'active' && user.passwordHash !== null && user.passwordHash === change.provedHash;
  if (user === undefined || !proved) return { ok: false, problems: [{ field: 'password', code: 'changed_meanwhile' }] };
  const passwordHash = change.newHash;
  return store(stores, { user, passwordHash, mustChangePassword: false, keepSession: change.keepSession, by: 'owner' }, act);
}

/** Sets somebody's password: all their sessions end, and every grant is revoked. */
export async function setPassword(stores: IdentityStores, change: GivenPassword, act: Act): Promise<UserOutcome> {
  await stores.users.takeTurn(change.userId);
  const user = await stores.users.find(change.userId);
  if (user === undefined) return { ok: false, problems: [{ field: 'id', code: 'unknown' }] };
  const passwordHash = change.newHash === null ? null : normalizeImportedHash(change.newHash);
  if (passwordHash === undefined) return { ok: false, problems: [{ field: 'password', code: 'invalid' }] };
  const mustChangePassword = change.mustChangePassword ?? passwordHash !== null;
  return store(stores, { user, passwordHash, mustChangePassword, keepSession: undefined, by: 'administrator' }, act);
}

interface PasswordChange {
  readonly user: User;
  readonly passwordHash: string | null;
  readonly mustChangePassword: boolean;
  readonly keepSession: string | undefined;
  readonly by: 'owner' | 'administrator';
}

async function store(stores: IdentityStores, change: PasswordChange, act: Act): Promise<UserOutcome> {
  const { user, passwordHash, mustChangePassword, keepSession, by } = change;
  // Whoever knew the old password may have made a personal secret with it: that ends too.
  const changes = { passwordHash, mustChangePassword, sealedSecret: null, passwordSetAt: act.now };
  await stores.users.update(user.id, changes, act.now);
  const detail = { by, must_change_password: mustChangePassword, has_password: passwordHash !== null };
  await recordEvent(stores, act, { action: 'user.password_changed', userId: user.id, detail });
  const except = keepSession === undefined ? {} : { except: keepSession };
  await endAllSessions(stores, { ...act, userId: user.id, reason: 'password_changed', ...except });
  return { ok: true, user: { ...user, ...changes, updatedAt: act.now }, changed: true };
}
