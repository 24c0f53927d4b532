import type { Storage, Stores } from '../storage.ts';
import { StoresOver } from '../unit-of-work/stores-over.ts';
import { encodeAnnouncement } from './announcement.ts';
import { Changing, type RememberedRows } from './remembered-rows.ts';
import { RememberedAccessTokens } from './rows/remembered-access-tokens.ts';
import { RememberedClients } from './rows/remembered-clients.ts';
import { RememberedGrants } from './rows/remembered-grants.ts';
import { NOT_REMEMBERED, rememberedOnly } from './rows/remembered-only.ts';
import { rememberedErasure, rememberedHousekeeping } from './rows/remembered-removals.ts';
import { RememberedUsers } from './rows/remembered-users.ts';
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
      const run = (stores: Stores): ReturnType<typeof work> => work(new RememberedStores(stores, rows, changing));
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
      return storage.read((stores) => work(new RememberedStores(stores, rows, new Changing(rows))));
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

/** The stores of a unit of work, answering hot rows out of memory; each is made when it is first asked for. */
class RememberedStores extends StoresOver {
  readonly #rows: RememberedRows;
  readonly #changing: Changing;
  #users: RememberedUsers | undefined;
  #clients: RememberedClients | undefined;

  constructor(under: Stores, rows: RememberedRows, changing: Changing) {
    super(under);
    this.#rows = rows;
    this.#changing = changing;
  }

  override get users(): Stores['users'] {
    this.#users ??= new RememberedUsers(this.under, this.#rows, this.#changing);
    return this.#users;
  }

  override get clients(): Stores['clients'] {
    this.#clients ??= new RememberedClients(this.under, this.#rows, this.#changing);
    return this.#clients;
  }

  override get grants(): Stores['grants'] {
    return new RememberedGrants(this.under, this.#rows, this.#changing);
  }

  override get accessTokens(): Stores['accessTokens'] {
    return new RememberedAccessTokens(this.under, this.#rows, this.#changing);
  }

  override get signingKeys(): Stores['signingKeys'] {
    return observedSigningKeys(this.under.signingKeys, this.#changing);
  }

  override get erasure(): Stores['erasure'] {
    return rememberedErasure(this.under.erasure, this.#changing);
  }

  override get housekeeping(): Stores['housekeeping'] {
    return rememberedHousekeeping(this.under.housekeeping, this.#changing);
  }
}
