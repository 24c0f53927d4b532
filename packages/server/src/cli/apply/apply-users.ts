import {
  changeUser,
  createUser,
  setSystemAdministrator,
  setUserStatus,
  type UserOutcome,
} from '../../identity/administration/user-administration.ts';
import { foldUserId, type User } from '../../identity/user/user.ts';
import type { ProfileField, UserProfile } from '../../identity/user/user-validation.ts';
import { PAGE_SIZE } from '../operations/operation.ts';
import { applyPassword, preparedFor, rememberPassword } from './apply-password.ts';
import { userEntry } from './apply-result.ts';
import type { UserInput } from './document/document-shape.ts';
import { accepted, type ExistingUser, type UserApplication } from './user-application.ts';

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

async function create(application: UserApplication, input: UserInput, index: number): Promise<void> {
  const prepared = preparedFor(application, input, null);
  const user = {
    ...givenProfile(input),
    id: input.id,
    fullname: input.fullname ?? input.id,
    status: input.status ?? 'active',
    passwordHash: prepared?.newHash ?? null,
    mustChangePassword: input.must_change_password ?? false,
    systemAdministrator: input.system_administrator ?? false,
  };
  const outcome = await createUser(application.stores, user, application.act);
  if (!accepted(application, outcome, index)) return;
  await rememberPassword(application, input, input.id);
  application.report.entries.push(userEntry(user, 'created'));
}

async function strengthen(application: UserApplication, { input, user, index }: ExistingUser): Promise<string[]> {
  const { stores, act } = application;
  const userId = user.id;
  const members: string[] = [];
  const note = (outcome: UserOutcome, ...names: string[]): void => {
    if (accepted(application, outcome, index) && outcome.ok && outcome.changed) members.push(...names);
  };
  const profile = givenProfile(input);
  const differing = PROFILE.filter((field) => profile[field] !== undefined && profile[field] !== user[field]);
  note(await changeUser(stores, { userId, profile }, act), ...differing);
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

const PROFILE = ['fullname', 'email', 'wechat', 'phone', 'type', 'dn', 'organization'] as const satisfies readonly ProfileField[];

function givenProfile(input: UserInput): Partial<UserProfile> {
  return Object.fromEntries(PROFILE.flatMap((field) => (input[field] === undefined ? [] : [[field, input[field]]])));
}
