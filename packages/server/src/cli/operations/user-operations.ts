import { z } from 'zod';
import { createUser, setSystemAdministrator, setUserStatus } from '../../identity/administration/user-administration.ts';
import { setPassword } from '../../identity/administration/user-password.ts';
import { foldUserId, type UserStatus } from '../../identity/user/user.ts';
import { generatePassword, hashNewPassword } from './new-password.ts';
import { LINE, type Operation, OperationRefused, operatorAct, PAGE_SIZE } from './operation.ts';
import { acceptedUser, type UserDetails, type UserView, userDetails, userView } from './user-view.ts';

const STATUS = z.enum(['active', 'frozen', 'delete']);
const PASSWORD_INPUT = {
  password: z.string().max(4096).optional(),
  generate_password: z.boolean().optional(),
  must_change_password: z.boolean().optional(),
};

/** A password that was made, to be shown this once, and the user it is for. */
export interface UserWithPassword {
  readonly user: UserView;
  readonly generated_password: string | null;
}

interface PasswordChoice {
  readonly password?: string | undefined;
  readonly generate_password?: boolean | undefined;
  /** By default it must be changed at the first sign-in, since whoever set it knows it. */
  readonly must_change_password?: boolean | undefined;
}

/** Makes a user; without a password they cannot sign in by one. */
export const addUser: Operation<
  PasswordChoice & {
    id: string;
    fullname?: string | undefined;
    email?: string | undefined;
    system_administrator?: boolean | undefined;
  },
  UserWithPassword
> = {
  name: 'user.add',
  input: z.strictObject({
    id: LINE,
    fullname: LINE.optional(),
    email: LINE.optional(),
    system_administrator: z.boolean().optional(),
    ...PASSWORD_INPUT,
  }),
  async run(context, input) {
    const { id, fullname = input.id, email = '', system_administrator: systemAdministrator = false } = input;
    const generated = input.generate_password === true ? generatePassword() : null;
    const password = generated ?? input.password;
    const owner = { userId: id, fullname, email };
    const passwordHash = password === undefined ? null : await hashNewPassword(context.hasher, password, owner);
    const mustChangePassword = input.must_change_password ?? passwordHash !== null;
    const user = { id, fullname, email, passwordHash, mustChangePassword, systemAdministrator };
    const created = await context.storage.transact(async (stores) =>
      acceptedUser(await createUser(stores, user, operatorAct(context))),
    );
    return { user: userView(created), generated_password: generated };
  },
};

/** A page of users, and what comes after it; `null` when it is the last. */
export interface UserPage {
  readonly users: readonly UserView[];
  readonly next: string | null;
}

/** Which part of the users. */
interface UserPart {
  readonly status?: UserStatus | undefined;
  readonly after?: string | undefined;
  /** A whole page by default. */
  readonly limit?: number | undefined;
}

/** The users, ordered by id. */
export const listUsers: Operation<UserPart, UserPage> = {
  name: 'user.list',
  isStep: true,
  input: z.strictObject({
    status: STATUS.optional(),
    after: LINE.optional(),
    limit: z.int().min(1).max(PAGE_SIZE).optional(),
  }),
  async run(context, { status, after, limit = PAGE_SIZE }) {
    const filter = { ...(status === undefined ? {} : { status }), ...(after === undefined ? {} : { after }), limit };
    const users = await context.storage.read((stores) => stores.users.list(filter));
    return { users: users.map(userView), next: users.length < limit ? null : (users.at(-1)?.id ?? null) };
  },
};

/** Some users, ordered by id, and how many there are of the kind. */
export interface FoundUsers {
  readonly users: readonly UserView[];
  readonly total: number;
}

/** The most users that one search shows. */
export const MOST_FOUND = 10_000;

/** The users whose id or name holds a text, in any case; the deleted only when `status` says so. */
export const searchUsers: Operation<{ text: string; status?: UserStatus | undefined; limit: number }, FoundUsers> = {
  name: 'user.search',
  isStep: true,
  input: z.strictObject({ text: LINE, status: STATUS.optional(), limit: z.int().min(1).max(MOST_FOUND) }),
  run: (context, { text, status, limit }) =>
    context.storage.read(async ({ users }) => {
      const page = { ...(status === undefined ? {} : { status }), offset: 0, limit };
      const byId = await users.search({ ...page, id: text });
      const byName = await users.search({ ...page, fullname: text });
      const byBoth = await users.search({ ...page, id: text, fullname: text, limit: 1 });
      const found = new Map([...byId.users, ...byName.users].map((user) => [foldUserId(user.id), user]));
      const ordered = [...found].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, user]) => user);
      return { users: ordered.slice(0, limit).map(userView), total: byId.total + byName.total - byBoth.total };
    }),
};

/** One user. */
export const showUser: Operation<{ id: string }, UserDetails> = {
  name: 'user.show',
  input: z.strictObject({ id: LINE }),
  async run(context, { id }) {
    const user = await context.storage.read((stores) => stores.users.find(id));
    if (user === undefined) throw new OperationRefused(['there is no such user']);
    return userDetails(user);
  },
};

/** Sets a user's password; their sessions and grants end. */
export const setUserPassword: Operation<PasswordChoice & { id: string }, UserWithPassword> = {
  name: 'user.password',
  input: z.strictObject({ id: LINE, ...PASSWORD_INPUT }),
  async run(context, input) {
    const user = await context.storage.read((stores) => stores.users.find(input.id));
    if (user === undefined) throw new OperationRefused(['there is no such user']);
    const generated = input.generate_password === true ? generatePassword() : null;
    const password = generated ?? input.password;
    if (password === undefined) throw new OperationRefused(['no password was given']);
    const owner = { userId: user.id, fullname: user.fullname, email: user.email };
    const newHash = await hashNewPassword(context.hasher, password, owner);
    const change = { userId: user.id, newHash, mustChangePassword: input.must_change_password ?? true };
    const changed = await context.storage.transact(async (stores) =>
      acceptedUser(await setPassword(stores, change, operatorAct(context))),
    );
    return { user: userView(changed), generated_password: generated };
  },
};

/** What became of a change to a user that may have been as wanted before. */
export interface ChangedUser {
  readonly user: UserView;
  readonly changed: boolean;
}

/** Freezes, deletes or revives a user. */
export const setStatusOfUser: Operation<{ id: string; status: UserStatus }, ChangedUser> = {
  name: 'user.status',
  input: z.strictObject({ id: LINE, status: STATUS }),
  run: (context, { id, status }) =>
    context.storage.transact(async (stores) => {
      const outcome = await setUserStatus(stores, { userId: id, status }, operatorAct(context));
      return { user: userView(acceptedUser(outcome)), changed: outcome.ok && outcome.changed };
    }),
};

/** Names a system administrator, or takes that away. */
export const setAdministrator: Operation<{ id: string; system_administrator: boolean }, ChangedUser> = {
  name: 'user.admin',
  input: z.strictObject({ id: LINE, system_administrator: z.boolean() }),
  run: (context, { id, system_administrator: systemAdministrator }) =>
    context.storage.transact(async (stores) => {
      const outcome = await setSystemAdministrator(stores, { userId: id, systemAdministrator }, operatorAct(context));
      return { user: userView(acceptedUser(outcome)), changed: outcome.ok && outcome.changed };
    }),
};
