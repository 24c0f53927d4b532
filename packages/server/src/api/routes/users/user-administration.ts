import { changeQuery, type ImpactsWire, impactsWire, newUserWire, userChangeWire, userWire as userSchema } from '@hufu/contract';
import { z } from 'zod';
import { withPeople } from '../../../authority/read-model/people-overlay.ts';
import { changeUser, createUser, setUserStatus } from '../../../identity/administration/user-administration.ts';
import { setPassword } from '../../../identity/administration/user-password.ts';
import type { User, UserStatus } from '../../../identity/user/user.ts';
import { foldUserId } from '../../../identity/user/user.ts';
import { invalid, notFound, refuse } from '../../api-failure.ts';
import { type ApiCall, type ApiRoute, apiRoute } from '../../api-route.ts';
import { impactsSeenBy } from '../../wire/impact-wire.ts';
import { userWire } from '../../wire/user-wire.ts';
import { acceptedUser, hashedPassword } from './user-change.ts';
import { mayManageUsers, requireReachOfUser, requireStillReached } from './user-rights.ts';

const WRITE = { scope: 'user:write', callers: ['token', 'client', 'session'] } as const;

const create: ApiRoute = apiRoute({
  ...WRITE,
  method: 'POST',
  path: '/users',
  query: z.object({}),
  body: newUserWire,
  answer: userSchema,
  summary: 'Makes a user. Without a password they cannot sign in by one; a given one must be changed at the first sign-in.',
  handle: async (call) => {
    await mayManageUsers(call);
    const { password, ...user } = call.body;
    const passwordHash = password === undefined ? null : await hashedPassword(call, password, { ...user, userId: user.id });
    const act = { origin: call.origin, now: call.now };
    const made = await call.context.storage.transact(async (stores) =>
      acceptedUser(await createUser(stores, { ...user, passwordHash }, act)),
    );
    return userWire(made);
  },
});

const change: ApiRoute = apiRoute({
  ...WRITE,
  method: 'PUT',
  path: '/users/:user_id',
  query: z.object({}),
  body: userChangeWire,
  answer: userSchema,
  summary: 'Changes what describes a user, and their password where one is given, which ends their sessions and tokens.',
  handle: async (call) => {
    const user = await managedUser(call);
    const { password, id, ...profile } = call.body;
    if (id !== undefined && foldUserId(id) !== foldUserId(user.id)) invalid('id', 'must be the user of the path');
    const newHash = password === undefined ? undefined : await hashedPassword(call, password, { ...user, userId: user.id });
    const act = { origin: call.origin, now: call.now };
    const changed = await call.context.storage.transact(async (stores) => {
      await requireStillReached(call, stores, user.id);
      const given = Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== undefined));
      const described = acceptedUser(await changeUser(stores, { userId: user.id, profile: given }, act));
      return newHash === undefined ? described : acceptedUser(await setPassword(stores, { userId: user.id, newHash }, act));
    });
    return userWire(changed);
  },
});

const status: ApiRoute = apiRoute({
  ...WRITE,
  method: 'PUT',
  path: '/users/:user_id/status/:status',
  query: changeQuery,
  answer: z.union([userSchema, impactsWire]),
  summary: 'Makes a user `active`, `frozen` or `delete`d; the latter two end all sessions and tokens at once.',
  handle: async (call) => {
    const user = await managedUser(call);
    const wanted = statusOf(call.path['status']);
    if (call.dryRun) return impactOfStatus(call, user, wanted);
    const act = { origin: call.origin, now: call.now };
    const changed = await call.context.storage.transact(async (stores) => {
      await requireStillReached(call, stores, user.id);
      return acceptedUser(await setUserStatus(stores, { userId: user.id, status: wanted }, act));
    });
    return userWire(changed);
  },
});

const passwords: ApiRoute = apiRoute({
  method: 'POST',
  path: '/users/pwds',
  scope: null,
  callers: ['token', 'client', 'session'],
  query: z.object({}),
  answer: z.null(),
  summary: 'Always refused: password hashes never leave by the API.',
  handle: async () => refuse('password hashes never leave by the API; the operator moves them with `hufu export`'),
});

/** `/users`: making, changing, freezing and deleting people. */
export const userAdministrationRoutes: readonly ApiRoute[] = [create, change, status, passwords];

async function managedUser(call: ApiCall<unknown, unknown>): Promise<User> {
  await mayManageUsers(call);
  const id = call.path['user_id'] ?? '';
  const user = (await call.context.storage.read(({ users }) => users.find(id))) ?? notFound('user_id');
  await requireReachOfUser(call, user);
  return user;
}

function statusOf(text: string | undefined): UserStatus {
  return text === 'active' || text === 'frozen' || text === 'delete'
    ? text
    : invalid('status', 'must be active, frozen or delete');
}

async function impactOfStatus(
  { context, caller, now }: ApiCall<unknown, unknown>,
  user: User,
  status: UserStatus,
): Promise<ImpactsWire> {
  const clientIds = await context.storage.read(({ authority }) => authority.clientsOfUser(user.id));
  const states = await Promise.all(clientIds.map((clientId) => context.authorities.state({ clientId })));
  const changes = states.flatMap((before) => {
    if (before === undefined) return [];
    const isActive = (userId: string): boolean => (userId === user.id ? status === 'active' : before.isActive(userId));
    return [{ before, after: withPeople(before, { isActive }) }];
  });
  return impactsSeenBy(changes, caller, now);
}
