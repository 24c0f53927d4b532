import type { Storage, Stores } from '../storage.ts';
import { RememberedAccessTokens } from './remembered-access-tokens.ts';
import { RememberedClients } from './remembered-clients.ts';
import { RememberedGrants } from './remembered-grants.ts';
import { NOT_REMEMBERED, rememberedOnly } from './remembered-only.ts';
import { rememberedErasure, rememberedHousekeeping } from './remembered-removals.ts';
import { Changing, type RememberedRows } from './remembered-rows.ts';
import { RememberedUsers } from './remembered-users.ts';

/**
 * The same storage, answering hot rows out of memory. All units of work of this process go through one such storage; what
 * others change is told to `rows`. A `read` is first tried on memory alone, and run again on the database when that is not
 * enough: so it does nothing but read.
 */
export function rememberingStorage(storage: Storage, rows: RememberedRows): Storage {
  const memory = rememberedOnly(rows);
  return {
    file: storage.file,
    async transact(work) {
      const changing = new Changing();
      try {
        return await storage.transact((stores) => work(remembered(stores, rows, changing)));
      } finally {
        changing.end();
      }
    },
    async read(work) {
      try {
        return await work(memory);
      } catch (error) {
        if (error !== NOT_REMEMBERED) throw error;
      }
      return storage.read((stores) => work(remembered(stores, rows, new Changing())));
    },
    // Its reader wants the whole state of one moment, of which memory holds a part.
    snapshot: (work) => storage.snapshot(work),
    ping: () => storage.ping(),
    close: () => storage.close(),
  };
}

function remembered(stores: Stores, rows: RememberedRows, changing: Changing): Stores {
  return {
    ...stores,
    users: new RememberedUsers(stores.users, rows, changing),
    clients: new RememberedClients(stores.clients, rows, changing),
    grants: new RememberedGrants(stores.grants, rows, changing),
    accessTokens: new RememberedAccessTokens(stores.accessTokens, rows, changing),
    erasure: rememberedErasure(stores.erasure, rows, changing),
    housekeeping: rememberedHousekeeping(stores.housekeeping, rows, changing),
  };
}
