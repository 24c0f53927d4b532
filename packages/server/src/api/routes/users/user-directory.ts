import { candidatesWire, type ListedUserWire, listedUsersWire, type PageWire, type UsersQuery, usersQuery } from '@hufu/contract';
import type { User } from '../../../identity/user/user.ts';
import { type ApiCall, type ApiRoute, apiRoute } from '../../api-route.ts';
import { findUsers } from '../../find-users.ts';
import { requireAdministrator, type View, viewOf } from '../../visibility.ts';
import { offsetOf, pageWire } from '../../wire/page-wire.ts';
import { userWire } from '../../wire/user-wire.ts';

const READ = { method: 'GET', scope: 'user:read', query: usersQuery } as const;

const list: ApiRoute = apiRoute({
  ...READ,
  path: '/users',
  callers: ['token', 'client', 'session'],
  answer: listedUsersWire,
  summary: 'A page of users, each with their roles in this client: to a root super of everybody, to others within their reach.',
  handle: async (call) => {
    const view = await viewOf(call);
    requireAdministrator(view);
    const { total, users } = view.isRootSuper ? await searchAll(call, call.query.status) : await searchReach(call, view);
    return pageWire(
      call.query,
      total,
      users.map((user) => listedUser(view, user)),
    );
  },
});

const candidates: ApiRoute = apiRoute({
  ...READ,
  path: '/users/members',
  callers: ['token', 'client', 'session'],
  answer: candidatesWire,
  summary: 'A page of active users to choose members from: id, name and type.',
  handle: async (call): Promise<PageWire<{ id: string; fullname: string; type: string }>> => {
    requireAdministrator(await viewOf(call));
    const { total, users } = await searchAll(call, call.query.status ?? 'active');
    return pageWire(
      call.query,
      total,
      users.map(({ id, fullname, type }) => ({ id, fullname, type })),
    );
  },
});

/** `/users`: looking people up. */
export const userDirectoryRoutes: readonly ApiRoute[] = [list, candidates];

interface Found {
  readonly total: number;
  readonly users: readonly User[];
}

function searchAll({ context, query }: ApiCall<UsersQuery, unknown>, status: UsersQuery['status']): Promise<Found> {
  const { id, fullname } = query;
  const page = { offset: offsetOf(query), limit: query.page_size };
  return context.storage.read(({ users }) => users.search({ id, fullname, status, ...page }));
}

/** Whoever is within reach is in memory, with no name: the names are read where they are asked about. */
async function searchReach({ context, query }: ApiCall<UsersQuery, unknown>, view: View): Promise<Found> {
  const { id, fullname, status } = query;
  const offset = offsetOf(query);
  const ids = [...view.state.users()].filter((userId) => view.hasUser(userId) && includes(userId, id)).sort();
  if (fullname === undefined && status === undefined) {
    const shown = ids.slice(offset, offset + query.page_size);
    return { total: ids.length, users: [...(await findUsers(context, shown)).values()] };
  }
  const found = [...(await findUsers(context, ids)).values()];
  const users = found.filter((user) => includes(user.fullname, fullname) && (status ?? user.status) === user.status);
  return { total: users.length, users: users.slice(offset, offset + query.page_size) };
}

function includes(value: string, part: string | undefined): boolean {
  return part === undefined || value.toLowerCase().includes(part.toLowerCase());
}

function listedUser(view: View, user: User): ListedUserWire {
  const roles = [...view.rolesOf(user.id)].flatMap(([id, type]) => {
    const role = view.hasRole(id) || user.id === view.self ? view.state.role(id) : undefined;
    return role === undefined ? [] : [{ id, name: role.name, role_type: type }];
  });
  return { ...userWire(user), roles: roles.sort((one, other) => one.id - other.id) };
}
