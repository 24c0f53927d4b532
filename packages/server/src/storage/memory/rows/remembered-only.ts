import { foldUserId } from '../../../identity/user/user.ts';
import type { Stores } from '../../storage.ts';
import type { RememberedRows } from '../remembered-rows.ts';
import { knownToken } from './remembered-access-tokens.ts';

/**
 * Thrown where memory does not know: made once, since a stack would cost more than the look-up. Nobody sees it but who keeps a
 * store for longer than its unit of work.
 */
export const NOT_REMEMBERED: Error = new Error('a store was used outside its unit of work');

/** Stores that answer what is remembered, and throw `NOT_REMEMBERED` at everything else. */
export function rememberedOnly(rows: RememberedRows): Stores {
  const { users, clients, grants, resources } = rows;
  const known: Partial<Stores> = {
    users: onlyWith<Stores['users']>({ find: async (id) => users.get(foldUserId(id)) ?? notRemembered() }),
    clients: onlyWith<Stores['clients']>({
      find: async (id) => clients.get(id) ?? notRemembered(),
      findResourceOwner: async (resource) => resources.get(resource) ?? notRemembered(),
    }),
    grants: onlyWith<Stores['grants']>({ find: async (id) => grants.get(id) ?? notRemembered() }),
    accessTokens: onlyWith<Stores['accessTokens']>({ find: async (id) => knownToken(rows, id) ?? notRemembered() }),
  };
  return Object.assign(Object.create(UNKNOWN_STORES), known) as Stores;
}

// As prototypes, so that what is known is found before they are asked.
const UNKNOWN: object = new Proxy({}, { get: () => notRemembered });
const UNKNOWN_STORES: object = new Proxy({}, { get: () => UNKNOWN });

function onlyWith<T extends object>(known: Partial<T>): T {
  return Object.assign(Object.create(UNKNOWN), known) as T;
}

function notRemembered(): never {
  throw NOT_REMEMBERED;
}
