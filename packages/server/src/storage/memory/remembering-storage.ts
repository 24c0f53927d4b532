import type { Storage, Stores } from '../storage.ts';
import { encodeAnnouncement } from './announcement.ts';
import { RememberedAccessTokens } from './remembered-access-tokens.ts';
import { RememberedClients } from './remembered-clients.ts';
import { RememberedGrants } from './remembered-grants.ts';
import { NOT_REMEMBERED, rememberedOnly } from './remembered-only.ts';
import { rememberedErasure, rememberedHousekeeping } from './remembered-removals.ts';
import { Changing, type RememberedRows } from './remembered-rows.ts';
import { RememberedUsers } from './remembered-users.ts';
import { observedSigningKeys, SigningKeyChanges } from './signing-key-changes.ts';

/**
 * The same storage, answering hot rows out of memory. All units of work of this process go through one such storage; what
 * others change is told to `rows`. A `read` is first tried on memory alone, and run again on the database when that is not
 * enough: so it does nothing but read.
 */
export function rememberingStorage(
  storage: Storage,
  rows: RememberedRows,
  keyChanges: SigningKeyChanges = new SigningKeyChanges(),
): Storage {
  const memory = rememberedOnly(rows);
  const isShared = storage.feed !== undefined;
  return {
    file: storage.file,
    feed: storage.feed,
    async transact(work) {
      const changing = new Changing(rows);
      const run = (stores: Stores): ReturnType<typeof work> => work(remembered(stores, rows, changing));
      try {
        return await storage.transact(isShared ? (stores) => tellingOthers(stores, changing, run) : run);
      } finally {
        changing.end();
        if (changing.isOfSigningKeys) await keyChanges.happened();
      }
    },
    async read(work) {
      try {
        return await work(memory);
      } catch (error) {
        if (error !== NOT_REMEMBERED) throw error;
      }
      return storage.read((stores) => work(remembered(stores, rows, new Changing(rows))));
    },
    // Its reader wants the whole state of one moment, of which memory holds a part.
    snapshot: (work) => storage.snapshot(work),
    ping: () => storage.ping(),
    close: () => storage.close(),
  };
}

/** Does the work, and announces which rows it has changed, if any. */
async function tellingOthers<T>(stores: Stores, changing: Changing, run: (stores: Stores) => Promise<T>): Promise<T> {
  const value = await run(stores);
  const { changes, isOfSigningKeys } = changing;
  if (changes.size > 0 || isOfSigningKeys)
    await stores.announcements.announce(encodeAnnouncement({ rows: changes, signingKeys: isOfSigningKeys }));
  return value;
}

function remembered(stores: Stores, rows: RememberedRows, changing: Changing): Stores {
  return {
    ...stores,
    users: new RememberedUsers(stores.users, rows, changing),
    clients: new RememberedClients(stores.clients, rows, changing),
    grants: new RememberedGrants(stores.grants, rows, changing),
    accessTokens: new RememberedAccessTokens(stores.accessTokens, rows, changing),
    signingKeys: observedSigningKeys(stores.signingKeys, changing),
    erasure: rememberedErasure(stores.erasure, changing),
    housekeeping: rememberedHousekeeping(stores.housekeeping, changing),
  };
}
