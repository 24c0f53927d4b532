import {
  allClientsWire,
  type KnownClientWire,
  type RoleTypeWire,
  type UserClientWire,
  userClientsQuery,
  userClientsWire,
} from '@hufu/contract';
import { z } from 'zod';
import type { RootAdministrator } from '../../../authority/authority-store.ts';
import { isAtLeast } from '../../../authority/effective-type.ts';
import { foldUserId } from '../../../identity/user/user.ts';
import type { Client } from '../../../oauth/client/client.ts';
import { notFound, refuse } from '../../api-failure.ts';
import { type ApiCall, type ApiRoute, apiRoute } from '../../api-route.ts';
import { findUsers } from '../../find-users.ts';
import { pathUserId } from '../../named/path-id.ts';
import { viewThrough } from '../../visibility.ts';
import { joinedUris } from '../../wire/client-wire.ts';
import { roleWire } from '../../wire/role-wire.ts';

const PAGE = 200;

const ofUser: ApiRoute = apiRoute({
  method: 'GET',
  path: '/userClients/:user_id?',
  scope: 'client:read',
  callers: ['token', 'session'],
  query: userClientsQuery,
  answer: userClientsWire,
  summary: 'The clients in which the caller has a role of at least a type, each with these roles.',
  handle: async (call) => {
    const self = call.caller.user?.id ?? refuse('only a user has roles');
    const inPath = call.path['user_id'] === undefined ? undefined : pathUserId(call, 'user_id');
    const asked = inPath ?? call.query.user_id ?? self;
    if (foldUserId(asked) !== foldUserId(self)) notFound('user_id');
    const least = call.query.role_type || 'normal';
    const { storage } = call.context;
    const clients = await storage.read(async (stores) => {
      const ids = await stores.authority.clientsOfUser(self);
      return Promise.all(ids.map((id) => stores.clients.find(id)));
    });
    const answers = await Promise.all(clients.map((client) => client && clientOfUser(call, client, { self, least })));
    return answers.filter((answer) => answer !== undefined);
  },
});

const all: ApiRoute = apiRoute({
  method: 'GET',
  path: '/allClients',
  scope: null,
  callers: ['session'],
  query: z.object({}),
  answer: allClientsWire,
  summary: 'Every client, with the admins and supers of its root role: whom to ask for a role in it.',
  handle: async (call) => {
    const answers: KnownClientWire[] = [];
    let page: readonly Client[] = [];
    do {
      page = await call.context.storage.read(({ clients }) => clients.list(page.at(-1)?.id ?? 0, PAGE));
      answers.push(...(await knownClients(call, page)));
    } while (page.length === PAGE);
    return answers;
  },
});

/** `/userClients` and `/allClients`: which clients there are for somebody. */
export const clientListRoutes: readonly ApiRoute[] = [ofUser, all];

async function clientOfUser(
  { context, now, caller }: ApiCall<unknown, unknown>,
  client: Client,
  { self, least }: { readonly self: string; readonly least: RoleTypeWire },
): Promise<UserClientWire | undefined> {
  const state = await context.authorities.state({ clientId: client.id });
  if (state === undefined) return undefined;
  const held = viewThrough({ state, today: state, caller, now, at: undefined }).rolesOf(self);
  const roles = [...held].filter(([, type]) => isAtLeast(type, least)).sort(([one], [other]) => one - other);
  if (roles.length === 0) return undefined;
  return {
    id: client.id,
    fullname: client.fullname,
    redirect_uri: joinedUris(client),
    created_by: client.owner,
    roles: roles.flatMap(([id, type]) => {
      const role = state.role(id);
      return role === undefined ? [] : [roleWire(role, { role_type: type })];
    }),
  };
}

/** A page of clients with whom to ask, by two statements: no client's tree is read for it. */
async function knownClients(
  { context, now }: ApiCall<unknown, unknown>,
  page: readonly Client[],
): Promise<readonly KnownClientWire[]> {
  const [first, last] = [page[0], page.at(-1)];
  if (first === undefined || last === undefined) return [];
  const range = { from: first.id, to: last.id };
  const administrators = await context.storage.read(({ authority }) => authority.rootAdministrators(range, now));
  const users = await findUsers(
    context,
    administrators.map(({ userId }) => userId),
  );
  const ofClient = Map.groupBy(administrators, ({ clientId }) => clientId);
  const userWire = ({ userId, type }: RootAdministrator): KnownClientWire['users'][number] => ({
    id: userId,
    fullname: users.get(userId)?.fullname ?? '',
    role_type: type,
  });
  return page.map(({ id, fullname, owner }) => ({
    id,
    fullname,
    created_by: owner,
    users: (ofClient.get(id) ?? []).map(userWire),
  }));
}
