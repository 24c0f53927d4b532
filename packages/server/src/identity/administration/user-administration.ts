import type { AuditAction } from '../../observability/audit.ts';
import { normalizeImportedHash } from '../credentials/hashing/stored-hash.ts';
import { recordEvent } from '../identity-audit.ts';
import type { Act, IdentityStores } from '../identity-stores.ts';
import { endAllSessions } from '../session/sessions.ts';
import type { User, UserChanges, UserStatus } from '../user/user.ts';
import {
  checkProfile,
  checkUserId,
  type ProfileField,
  type UserField,
  type UserProblem,
  type UserProblemCode,
  type UserProfile,
} from '../user/user-validation.ts';

/** What became of a change: nothing was changed when there are problems, or when all was so before. */
export type UserOutcome =
  | { readonly ok: true; readonly user: User; readonly changed: boolean }
  | { readonly ok: false; readonly problems: readonly UserProblem[] };

/** A user to be made; absent members are empty, the type is `system`, the status active. */
export interface NewUser extends Partial<UserProfile> {
  readonly id: string;
  readonly fullname: string;
  readonly status?: UserStatus;
  /** From the hasher, or imported (argon2, bcrypt, either in base64). */
  readonly passwordHash?: string | null;
  /** By default a password must be changed at the first sign-in, since whoever set it knows it. */
  readonly mustChangePassword?: boolean;
  readonly systemAdministrator?: boolean;
}

const NO_PROFILE: UserProfile = { fullname: '', email: '', wechat: '', phone: '', type: 'system', dn: '', organization: '' };
const STATUSES: readonly string[] = ['active', 'frozen', 'delete'] satisfies UserStatus[];

/** Makes a user. */
export async function createUser(stores: IdentityStores, user: NewUser, act: Act): Promise<UserOutcome> {
  const { id, status = 'active', passwordHash = null, mustChangePassword, systemAdministrator = false, ...profile } = user;
  const hash = passwordHash === null ? null : normalizeImportedHash(passwordHash);
  const problems = [...checkUserId(id), ...checkProfile(profile), ...checkStatus(status)];
  if (hash === undefined) problems.push({ field: 'password', code: 'invalid' });
  if (problems.length > 0 || hash === undefined) return { ok: false, problems };
  const created: User = {
    id,
    ...NO_PROFILE,
    ...profile,
    status,
    passwordHash: hash,
    mustChangePassword: mustChangePassword ?? hash !== null,
    passwordSetAt: act.now,
    systemAdministrator,
    sealedSecret: null,
    createdAt: act.now,
    updatedAt: act.now,
  };
  if ((await stores.users.insert(created)) === 'exists') return refused('id', 'exists');
  const detail = { status, has_password: hash !== null, system_administrator: systemAdministrator };
  await recordEvent(stores, act, { action: 'user.created', userId: id, detail });
  return { ok: true, user: created, changed: true };
}

/** Changes what describes a user; members that are absent stay, and what is equal is not touched. */
export async function changeUser(
  stores: IdentityStores,
  change: { readonly userId: string; readonly profile: Partial<UserProfile> },
  act: Act,
): Promise<UserOutcome> {
  const user = await stores.users.find(change.userId);
  if (user === undefined) return refused('id', 'unknown');
  const problems = checkProfile(change.profile);
  if (problems.length > 0) return { ok: false, problems };
  const different = (Object.keys(NO_PROFILE) as ProfileField[]).filter(
    (field) => change.profile[field] !== undefined && change.profile[field] !== user[field],
  );
  const changes: UserChanges = Object.fromEntries(different.map((field) => [field, change.profile[field]]));
  return apply(stores, { user, changes, detail: { fields: different.join(' ') } }, act);
}

/**
 * Freezes, deletes or revives a user. Who is no longer active has no session, code or token left when this unit of work
 * commits; reviving brings none back. The last active system administrator stays active.
 */
export async function setUserStatus(
  stores: IdentityStores,
  change: { readonly userId: string; readonly status: UserStatus },
  act: Act,
): Promise<UserOutcome> {
  const [problem] = checkStatus(change.status);
  if (problem !== undefined) return { ok: false, problems: [problem] };
  await stores.users.takeAdministratorsTurn();
  const user = await stores.users.find(change.userId);
  if (user === undefined) return refused('id', 'unknown');
  if (user.status === change.status) return { ok: true, user, changed: false };
  if (change.status !== 'active' && (await isLastAdministrator(stores, user))) return refused('status', 'last_administrator');
  const action = change.status === 'delete' ? 'user.deleted' : 'user.changed';
  const detail = { status: change.status, status_before: user.status };
  const outcome = await apply(stores, { user, changes: { status: change.status }, detail, action }, act);
  if (change.status !== 'active') await endAllSessions(stores, { ...act, userId: user.id, reason: `user_${change.status}` });
  return outcome;
}

/** Names a system administrator, or takes that away; one active one always remains. */
export async function setSystemAdministrator(
  stores: IdentityStores,
  change: { readonly userId: string; readonly systemAdministrator: boolean },
  act: Act,
): Promise<UserOutcome> {
  await stores.users.takeAdministratorsTurn();
  const user = await stores.users.find(change.userId);
  if (user === undefined) return refused('id', 'unknown');
  const { systemAdministrator } = change;
  if (user.systemAdministrator === systemAdministrator) return { ok: true, user, changed: false };
  if (await isLastAdministrator(stores, user)) return refused('systemAdministrator', 'last_administrator');
  return apply(stores, { user, changes: { systemAdministrator }, detail: { system_administrator: systemAdministrator } }, act);
}

interface UserChange {
  readonly user: User;
  readonly changes: UserChanges;
  readonly detail: Readonly<Record<string, string | boolean>>;
  readonly action?: AuditAction;
}

async function apply(stores: IdentityStores, change: UserChange, act: Act): Promise<UserOutcome> {
  const { user, changes, detail, action = 'user.changed' } = change;
  if (Object.keys(changes).length === 0) return { ok: true, user, changed: false };
  await stores.users.update(user.id, changes, act.now);
  await recordEvent(stores, act, { action, userId: user.id, detail });
  return { ok: true, user: { ...user, ...changes, updatedAt: act.now }, changed: true };
}

async function isLastAdministrator(stores: IdentityStores, user: User): Promise<boolean> {
  const counts = user.systemAdministrator && user.status === 'active';
  return counts && (await stores.users.countAdministrators()) <= 1;
}

function checkStatus(status: string): UserProblem[] {
  return STATUSES.includes(status) ? [] : [{ field: 'status', code: 'invalid' }];
}

function refused(field: UserField, code: UserProblemCode): UserOutcome {
  return { ok: false, problems: [{ field, code }] };
}
