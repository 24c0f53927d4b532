import { z } from 'zod';
import { createUser, setSystemAdministrator, setUserStatus } from '../../identity/administration/user-administration.ts';
import { setPassword } from '../../identity/administration/user-password.ts';
import type { UserStatus } from '../../identity/user/user.ts';
import { generatePassword, hashNewPassword } from './new-password.ts';
import { LINE, type Operation, OperationRefused, operatorAct, PAGE_SIZE } from './operation.ts';
import { acceptedUser, type UserView, userView } from './user-view.ts';

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

/** The users, ordered by id. */
export const listUsers: Operation<{ status?: UserStatus | undefined; after?: string | undefined }, UserPage> = {
  name: 'user.list',
  input: z.strictObject({ status: STATUS.optional(), after: LINE.optional() }),
  async run(context, { status, after }) {
    const filter = { ...(status === undefined ? {} : { status }), ...(after === undefined ? {} : { after }), limit: PAGE_SIZE };
    const users = await context.storage.read((stores) => stores.users.list(filter));
    return { users: users.map(userView), next: users.length < PAGE_SIZE ? null : (users.at(-1)?.id ?? null) };
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
