import { candidatesWire, type ListedUserWire, listedUsersWire, type PageWire, type UsersQuery, usersQuery } from '@hufu/contract';
import type { User } from '../../../identity/user/user.ts';
import { type ApiCall, type ApiRoute, apiRoute } from '../../api-route.ts';
import { findUsers } from '../../find-users.ts';
import { requireAdministrator, type View, viewOf } from '../../visibility.ts';
import { contactsShownTo, type ShowsContact } from '../../wire/contact-fields.ts';
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
    const view = await viewOf(call, requireAdministrator);
    const { total, users } = view.isRootSuper ? await searchAll(call, call.query.status) : await searchReach(call, view);
    const shows = await contactsShownTo(call, view);
    return pageWire(
      call.query,
      total,
      users.map((user) => listedUser(view, user, shows)),
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

/** How many users of a reach are read at once. */
const PIECE = 1_000;

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
  const users: User[] = [];
  let total = 0;
  // In pieces, of which only what is shown is kept.
  for (let start = 0; start < ids.length; start += PIECE) {
    for (const user of (await findUsers(context, ids.slice(start, start + PIECE))).values()) {
      if (!includes(user.fullname, fullname) || (status ?? user.status) !== user.status) continue;
      if (total >= offset && users.length < query.page_size) users.push(user);
      total += 1;
    }
  }
  return { total, users };
}

function includes(value: string, part: string | undefined): boolean {
  return part === undefined || value.toLowerCase().includes(part.toLowerCase());
}

function listedUser(view: View, user: User, shows: ShowsContact): ListedUserWire {
  const roles = [...view.rolesOf(user.id)].flatMap(([id, type]) => {
    const role = view.hasRole(id) || user.id === view.self ? view.state.role(id) : undefined;
    return role === undefined ? [] : [{ id, name: role.name, role_type: type }];
  });
  return { ...userWire(user, shows), roles: roles.sort((one, other) => one.id - other.id) };
}
