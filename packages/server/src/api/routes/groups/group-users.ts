import {
  type GroupWire,
  groupListWire,
  groupsOfUserQuery,
  groupUser,
  groupUserQuery,
  type ImpactsWire,
  impactsWire,
  type UserWire,
  userWire as userSchema,
  usersOfGroupQuery,
} from '@hufu/contract';
import { z } from 'zod';
import type { Group } from '../../../authority/model.ts';
import { withGroupUser } from '../../../authority/read-model/group-overlay.ts';
import { foldUserId } from '../../../identity/user/user.ts';
import type { Stores } from '../../../storage/storage.ts';
import { notFound, refuse } from '../../api-failure.ts';
import { type ApiCall, type ApiRoute, apiRoute } from '../../api-route.ts';
import { findUserId, findUsers } from '../../find-users.ts';
import { type View, viewOf } from '../../visibility.ts';
import { contactsShownTo, EVERY_CONTACT, type ShowsContact } from '../../wire/contact-fields.ts';
import { groupWire } from '../../wire/group-wire.ts';
import { impactsSeenBy } from '../../wire/impact-wire.ts';
import { userWire } from '../../wire/user-wire.ts';
import { auditGroup, findOwnGroup, type NamedGroup, seesGroups } from './group-call.ts';

const READ = { method: 'GET', scope: 'groupuser:read', callers: ['token', 'client', 'session'] } as const;
const WRITE = {
  path: '/groupuser',
  scope: 'groupuser:write',
  callers: ['token', 'client', 'session'],
  query: groupUserQuery,
  body: groupUser,
  answer: z.union([groupUser, impactsWire]),
} as const;

const add: ApiRoute = apiRoute({
  ...WRITE,
  method: 'POST',
  summary: 'Puts a user into a group of the caller; who is in it already stays.',
  handle: (call) => changeMember(call, true),
});

const remove: ApiRoute = apiRoute({
  ...WRITE,
  method: 'DELETE',
  summary: 'Takes a user out of a group of the caller.',
  handle: (call) => changeMember(call, false),
});

const groupsOfUser: ApiRoute = apiRoute({
  ...READ,
  path: '/groupuser/group',
  query: groupsOfUserQuery,
  answer: groupListWire,
  summary: 'The groups of a user: to the client, to an administrator whose reach they are in, to themself.',
  handle: async (call): Promise<readonly GroupWire[]> => {
    // First what the caller sees: who sees nobody learns nothing of who exists.
    const view = isSelf(call, call.query.user) ? undefined : await peopleView(call);
    const id = await findUserId(call.context, call.query.user, 'user');
    if (view?.hasUser(id) === false) notFound('user');
    const groups = await call.context.storage.read((stores) => stores.groups.groupsOf(id));
    return groups.map(groupWire);
  },
});

const usersOfGroup: ApiRoute = apiRoute({
  ...READ,
  path: '/groupuser/user',
  query: usersOfGroupQuery,
  answer: z.array(userSchema),
  summary: 'The users of a group, as far as the caller may know of them.',
  handle: async (call): Promise<readonly UserWire[]> => {
    const view = await peopleView(call);
    const ids = await call.context.storage.read(async ({ groups }) => {
      const group = (await groups.findByName(call.query.group)) ?? notFound('group');
      return groups.usersOf(group.id);
    });
    const shown = ids.filter((id) => isSelf(call, id) || view.hasUser(id));
    if (shown.length === 0 && view.roleIds().length === 0) notFound('group');
    const users = [...(await findUsers(call.context, shown)).values()];
    return users.map((user) => userWire(user, view.shows));
  },
});

/** `/groupuser`: who is in which group. */
export const groupUserRoutes: readonly ApiRoute[] = [add, remove, groupsOfUser, usersOfGroup];

type MemberCall = ApiCall<z.infer<typeof groupUserQuery>, z.infer<typeof groupUser>>;

async function changeMember(call: MemberCall, inside: boolean): Promise<ImpactsWire | { group: string; user: string }> {
  const { storage } = call.context;
  // First whose group it is: who may not edit it learns nothing of who exists.
  const named = { key: call.body.group, member: 'group', sees: await seesGroups(call) };
  await storage.read((stores) => findOwnGroup(call, stores, named));
  const userId = await findUserId(call.context, call.body.user, 'user');
  if (call.dryRun) {
    const { group, clientIds } = await storage.read(async (stores) => memberChange(call, stores, { named, userId }));
    return impactOf(call, { group, clientIds, userId, inside });
  }
  return storage.transact(async (stores) => {
    const { group } = await memberChange(call, stores, { named, userId });
    const outcome = await stores.groups[inside ? 'addUser' : 'removeUser'](group.id, userId, call.now);
    if (outcome === 'unknown') return notFound(inside ? 'group' : 'user');
    const changed = outcome !== 'already';
    const action = inside ? 'group.user_added' : 'group.user_removed';
    if (changed) await auditGroup(call, stores, { action, userId, detail: { group_id: group.id, group: group.name } });
    const epoch = call.caller.ownClientId === undefined ? undefined : await stores.authority.epoch(call.caller.ownClientId);
    if (epoch !== undefined) call.answeredAt(epoch);
    return { group: group.name, user: userId };
  });
}

/**
 * The group that the caller may edit. Being in a group that is in a role is a membership, and nobody makes or ends one of
 * their own (rule 8).
 */
async function memberChange(
  call: MemberCall,
  stores: Stores,
  { named, userId }: { readonly named: NamedGroup; readonly userId: string },
): Promise<{ readonly group: Group; readonly clientIds: readonly number[] }> {
  const group = await findOwnGroup(call, stores, named);
  const clientIds = await stores.groups.clientsOf(group.id);
  if (clientIds.length > 0 && isSelf(call, userId)) {
    refuse('nobody makes or ends a membership of their own, by a group neither (rule 8)');
  }
  return { group, clientIds };
}

async function impactOf(
  { context, caller, now }: MemberCall,
  change: { readonly group: Group; readonly clientIds: readonly number[]; readonly userId: string; readonly inside: boolean },
): Promise<ImpactsWire> {
  const states = await Promise.all(change.clientIds.map((clientId) => context.authorities.state({ clientId })));
  const about = { groupId: change.group.id, userId: change.userId, inside: change.inside };
  const changes = states.flatMap((before) => (before === undefined ? [] : [{ before, after: withGroupUser(before, about) }]));
  return impactsSeenBy(changes, caller, now);
}

function isSelf({ caller }: ApiCall<unknown, unknown>, userId: string): boolean {
  return caller.user !== undefined && foldUserId(caller.user.id) === foldUserId(userId);
}

/** Whom the caller sees: system administrators, who edit every group, see everybody. */
async function peopleView(
  call: ApiCall<unknown, unknown>,
): Promise<Pick<View, 'hasUser' | 'roleIds'> & { readonly shows: ShowsContact }> {
  if (call.caller.user?.systemAdministrator === true) return { hasUser: () => true, roleIds: () => [0], shows: EVERY_CONTACT };
  const view = await viewOf(call);
  return { hasUser: view.hasUser, roleIds: view.roleIds, shows: await contactsShownTo(call, view) };
}
