import type { Group } from '../../authority/model.ts';
import type { User } from '../../identity/user/user.ts';
import type { Client } from '../../oauth/client/client.ts';
import type { Stores } from '../../storage/storage.ts';
import { PAGE_SIZE } from '../operations/operation.ts';

/** All users, by id. */
export function everyUser({ users }: Pick<Stores, 'users'>): Promise<User[]> {
  return everyPage((last) => users.list({ ...(last === undefined ? {} : { after: last.id }), limit: PAGE_SIZE }));
}

/** All clients, by id. */
export function everyClient({ clients }: Pick<Stores, 'clients'>): Promise<Client[]> {
  return everyPage((last) => clients.list(last?.id ?? 0, PAGE_SIZE));
}

/** All groups, by id. */
export function everyGroup({ groups }: Pick<Stores, 'groups'>): Promise<Group[]> {
  return everyPage((last) => groups.list({ after: last?.id ?? 0, limit: PAGE_SIZE }));
}

async function everyPage<T>(pageAfter: (last: T | undefined) => Promise<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const page = await pageAfter(all.at(-1));
    for (const entry of page) all.push(entry);
    if (page.length < PAGE_SIZE) return all;
  }
}
