import { changeQuery, type ImpactsWire, impactsWire, newUserWire, userChangeWire, userWire as userSchema } from '@hufu/contract';
import { z } from 'zod';
import { withPeople } from '../../../authority/read-model/people-overlay.ts';
import { changeUser, createUser, setUserStatus } from '../../../identity/administration/user-administration.ts';
import { setPassword } from '../../../identity/administration/user-password.ts';
import type { User, UserStatus } from '../../../identity/user/user.ts';
import { foldUserId } from '../../../identity/user/user.ts';
import { invalid, refuse } from '../../api-failure.ts';
import { type ApiCall, type ApiRoute, apiRoute } from '../../api-route.ts';
import { EVERY_CONTACT } from '../../wire/contact-fields.ts';
import { impactsSeenBy } from '../../wire/impact-wire.ts';
import { userWire } from '../../wire/user-wire.ts';
import { acceptedUser, hashedPassword } from './user-change.ts';
import { managedUser, requireUserManager } from './user-rights.ts';

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
    const { storage } = call.context;
    // Asked before anything is hashed, and again where it counts.
    await storage.read((stores) => requireUserManager(call, stores));
    const { password, ...user } = call.body;
    const passwordHash = password === undefined ? null : await hashedPassword(call, password, { ...user, userId: user.id });
    const act = { origin: call.origin, now: call.now };
    const made = await storage.transact(async (stores) => {
      await requireUserManager(call, stores);
      return acceptedUser(await createUser(stores, { ...user, passwordHash }, act));
    });
    return userWire(made, EVERY_CONTACT);
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
    const { storage } = call.context;
    const user = await storage.read((stores) => managedUser(call, stores));
    const { password, id, ...profile } = call.body;
    if (id !== undefined && foldUserId(id) !== foldUserId(user.id)) invalid('id', 'must be the user of the path');
    const newHash = password === undefined ? undefined : await hashedPassword(call, password, { ...user, userId: user.id });
    const act = { origin: call.origin, now: call.now };
    const changed = await storage.transact(async (stores) => {
      await managedUser(call, stores);
      const given = Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== undefined));
      const described = acceptedUser(await changeUser(stores, { userId: user.id, profile: given }, act));
      return newHash === undefined ? described : acceptedUser(await setPassword(stores, { userId: user.id, newHash }, act));
    });
    return userWire(changed, EVERY_CONTACT);
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
    const { storage } = call.context;
    const wanted = statusOf(call.path['status']);
    if (call.dryRun) return impactOfStatus(call, await storage.read((stores) => managedUser(call, stores)), wanted);
    const act = { origin: call.origin, now: call.now };
    const changed = await storage.transact(async (stores) => {
      const user = await managedUser(call, stores);
      return acceptedUser(await setUserStatus(stores, { userId: user.id, status: wanted }, act));
    });
    return userWire(changed, EVERY_CONTACT);
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
