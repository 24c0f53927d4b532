import { sha256Hex } from '../../crypto/hash.ts';
import { orderedId } from '../../crypto/ordered-id.ts';
import {
  changeUser,
  createUser,
  setSystemAdministrator,
  setUserStatus,
  type UserOutcome,
} from '../../identity/administration/user-administration.ts';
import { setPassword } from '../../identity/administration/user-password.ts';
import { normalizeImportedHash } from '../../identity/credentials/hashing/stored-hash.ts';
import { recordEvent } from '../../identity/identity-audit.ts';
import type { Act } from '../../identity/identity-stores.ts';
import { foldUserId, type User } from '../../identity/user/user.ts';
import type { Stores } from '../../storage/storage.ts';
import { PAGE_SIZE } from '../operations/operation.ts';
import { userProblemText } from '../operations/user-view.ts';
import type { UserInput } from './apply-document.ts';
import { type ApplyReport, userEntry } from './apply-result.ts';
import type { PreparedPassword } from './prepare-passwords.ts';

/** The users part of a document being applied, inside its unit of work. */
export interface UserApplication {
  readonly stores: Stores;
  readonly act: Act;
  readonly report: ApplyReport;
  readonly passwords: ReadonlyMap<string, PreparedPassword>;
}

/** The password of a user was changed after it was compared: everything must be done again. */
export class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile';
}

/**
 * Makes and changes users. What gives somebody power comes before what takes it away, so that a document may replace
 * the only system administrator.
 */
export async function applyUsers(application: UserApplication, inputs: readonly UserInput[]): Promise<void> {
  const changes = new Map<number, { readonly input: UserInput; readonly user: User; readonly members: string[] }>();
  for (const [index, input] of inputs.entries()) {
    const user = await application.stores.users.find(input.id);
    if (user === undefined) await create(application, input, index);
    else changes.set(index, { input, user, members: await strengthen(application, { input, user, index }) });
  }
  for (const [index, { input, user, members }] of changes) {
    members.push(...(await weaken(application, { input, user, index })));
    const outcome = members.length === 0 ? 'unchanged' : 'changed';
    const fullname = input.fullname ?? user.fullname;
    application.report.entries.push(userEntry({ id: user.id, fullname }, outcome, members));
  }
}

/** Marks users that the document does not name as deleted, except the last active system administrator. */
export async function pruneUsers(application: UserApplication, inputs: readonly UserInput[]): Promise<void> {
  const named = new Set(inputs.map((input) => foldUserId(input.id)));
  const { stores, act, report } = application;
  for (let after: string | undefined; ; ) {
    const page = await stores.users.list({ ...(after === undefined ? {} : { after }), limit: PAGE_SIZE });
    for (const user of page) {
      if (named.has(foldUserId(user.id)) || user.status === 'delete') continue;
      const outcome = await setUserStatus(stores, { userId: user.id, status: 'delete' }, act);
      if (outcome.ok) report.entries.push(userEntry(user, 'pruned'));
      else report.warnings.push(`${user.id} is not in the document but kept: the last active system administrator`);
    }
    after = page.at(-1)?.id;
    if (page.length < PAGE_SIZE) return;
  }
}

interface ExistingUser {
  readonly input: UserInput;
  readonly user: User;
  readonly index: number;
}

async function create(application: UserApplication, input: UserInput, index: number): Promise<void> {
  const prepared = preparedFor(application, input, null);
  const user = {
    id: input.id,
    fullname: input.fullname ?? input.id,
    email: input.email ?? '',
    status: input.status ?? 'active',
    passwordHash: prepared?.newHash ?? null,
    mustChangePassword: input.must_change_password ?? false,
    systemAdministrator: input.system_administrator ?? false,
  };
  const outcome = await createUser(application.stores, user, application.act);
  if (!accepted(application, outcome, index)) return;
  await rememberHash(application, input, input.id);
  application.report.entries.push(userEntry(user, 'created'));
}

async function strengthen(application: UserApplication, { input, user, index }: ExistingUser): Promise<string[]> {
  const { stores, act } = application;
  const userId = user.id;
  const members: string[] = [];
  const note = (outcome: UserOutcome, ...names: string[]): void => {
    if (accepted(application, outcome, index) && outcome.ok && outcome.changed) members.push(...names);
  };
  const profile = {
    ...(input.fullname === undefined ? {} : { fullname: input.fullname }),
    ...(input.email === undefined ? {} : { email: input.email }),
  };
  const differing = Object.entries(profile).filter(([field, value]) => user[field as 'fullname' | 'email'] !== value);
  note(await changeUser(stores, { userId, profile }, act), ...differing.map(([field]) => field));
  members.push(...(await applyPassword(application, { input, user, index })));
  if (input.status === 'active') note(await setUserStatus(stores, { userId, status: 'active' }, act), 'status');
  if (input.system_administrator === true)
    note(await setSystemAdministrator(stores, { userId, systemAdministrator: true }, act), 'system_administrator');
  return members;
}

async function weaken(application: UserApplication, { input, user, index }: ExistingUser): Promise<string[]> {
  const { stores, act } = application;
  const members: string[] = [];
  if (input.system_administrator === false) {
    const outcome = await setSystemAdministrator(stores, { userId: user.id, systemAdministrator: false }, act);
    if (accepted(application, outcome, index) && outcome.ok && outcome.changed) members.push('system_administrator');
  }
  if (input.status === 'frozen' || input.status === 'delete') {
    const outcome = await setUserStatus(stores, { userId: user.id, status: input.status }, act);
    if (accepted(application, outcome, index) && outcome.ok && outcome.changed) members.push('status');
  }
  return members;
}

async function applyPassword(application: UserApplication, { input, user, index }: ExistingUser): Promise<string[]> {
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

function preparedFor(application: UserApplication, input: UserInput, currentHash: string | null): PreparedPassword | undefined {
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

async function rememberHash({ stores, act }: UserApplication, input: UserInput, userId: string): Promise<void> {
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

function accepted({ report }: UserApplication, outcome: UserOutcome, index: number): boolean {
  if (!outcome.ok) report.problems.push(...outcome.problems.map((problem) => `users[${index}]: ${userProblemText(problem)}`));
  return outcome.ok;
}
