import type { AuthorityStore, GroupStore } from '../authority/authority-store.ts';
import { type AuthorityEvent, type Committed, streamsOf } from '../authority/read-model/committed.ts';
import type { UserStore } from '../identity/user/user.ts';
import type { ClientStore } from '../oauth/client/client.ts';
import { encodeAnnouncement } from './memory/announcement.ts';
import type { HousekeepingStore, Storage, Stores } from './storage.ts';
import { StoresOver } from './unit-of-work/stores-over.ts';

/**
 * The same storage, reporting what each unit of work did to people's authority once it is durable and before its caller is
 * answered. All writers get this one, so that no path (API, command line, `apply`, import) changes anything unnoticed.
 */
export function observedStorage(storage: Storage, committed: (what: Committed) => Promise<void> | void): Storage {
  const isShared = storage.feed !== undefined;
  return {
    file: storage.file,
    feed: storage.feed,
    transact: async (work) => {
      const { value, seen } = await storage.transact(async (stores) => {
        const watch = new Watch(stores);
        const value = await work(new WatchedStores(stores, watch));
        const seen = watch.finish();
        if (isShared && seen !== undefined) await tellOthers(stores, seen);
        return { value, seen };
      });
      if (seen !== undefined) await committed(seen);
      return value;
    },
    read: (work) => storage.read(work),
    snapshot: (work) => storage.snapshot(work),
    ping: () => storage.ping(),
    close: () => storage.close(),
  };
}

/** Writes down what other nodes catch up with, and says that there is something. */
async function tellOthers({ authority, announcements }: Stores, seen: Committed): Promise<void> {
  // What is not written down is read anew: names that are no more do not stay here for an hour.
  if (!seen.events.some(({ kind }) => kind === 'forgotten')) await authority.record(streamsOf(seen), Date.now());
  const ended = seen.events.flatMap((event) => (event.kind === 'client_ended' ? [event.clientId] : []));
  if (seen.turns.size > 0 || ended.length > 0) await announcements.announce(encodeAnnouncement({ authority: true, ended }));
}

/** The stores of a unit of work; those that can change anybody's authority are watched from when they are first asked for. */
class WatchedStores extends StoresOver {
  readonly #watch: Watch;
  #housekeeping: HousekeepingStore | undefined;
  #authority: AuthorityStore | undefined;
  #groups: GroupStore | undefined;
  #users: UserStore | undefined;
  #clients: ClientStore | undefined;

  constructor(under: Stores, watch: Watch) {
    super(under);
    this.#watch = watch;
  }

  override get housekeeping(): HousekeepingStore {
    this.#housekeeping ??= this.#watch.watchHousekeeping(this.under.housekeeping);
    return this.#housekeeping;
  }

  override get authority(): AuthorityStore {
    this.#authority ??= this.#watch.watchAuthority(this.under.authority);
    return this.#authority;
  }

  override get groups(): GroupStore {
    this.#groups ??= this.#watch.watchGroups(this.under.groups);
    return this.#groups;
  }

  override get users(): UserStore {
    this.#users ??= this.#watch.watchUsers(this.under.users);
    return this.#users;
  }

  override get clients(): ClientStore {
    this.#clients ??= this.#watch.watchClients(this.under.clients);
    return this.#clients;
  }
}

/** Watches one unit of work. */
class Watch {
  readonly #stores: Stores;
  readonly #events: AuthorityEvent[] = [];

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  /** What was done; `undefined` when it was nothing to anybody's authority. */
  finish(): Committed | undefined {
    const turns = this.#stores.authority.turnsTaken();
    return this.#events.length === 0 && turns.size === 0 ? undefined : { events: this.#events, turns };
  }

  watchHousekeeping(store: HousekeepingStore): HousekeepingStore {
    return watched(store, {
      endExpiredMemberships: async (now, limit) => {
        const ended = await store.endExpiredMemberships(now, limit);
        for (const { clientId, roleId, userId } of ended) {
          const effects = [{ kind: 'membership_ends', roleId, userId }] as const;
          this.#events.push({ kind: 'written', clientId, by: 'system', at: now, effects, ids: [] });
        }
        return ended;
      },
    });
  }

  watchAuthority(store: AuthorityStore): AuthorityStore {
    return watched(store, {
      write: async (write, effects) => {
        const ids = await store.write(write, effects);
        this.#events.push({ kind: 'written', ...write, effects, ids });
        return ids;
      },
      forget: async (userId, name) => {
        const outcome = await store.forget(userId, name);
        if (outcome === 'forgotten') this.#events.push({ kind: 'forgotten' });
        return outcome;
      },
    });
  }

  watchGroups(store: GroupStore): GroupStore {
    const report = (groupId: number, userId: string, inside: boolean): void =>
      void this.#events.push({ kind: 'group_user', groupId, userId, inside });
    return watched(store, {
      addUser: async (groupId, userId, at) => {
        const outcome = await store.addUser(groupId, userId, at);
        if (outcome === 'added') report(groupId, userId, true);
        return outcome;
      },
      removeUser: async (groupId, userId, at) => {
        const outcome = await store.removeUser(groupId, userId, at);
        if (outcome === 'removed') report(groupId, userId, false);
        return outcome;
      },
    });
  }

  watchUsers(store: UserStore): UserStore {
    return watched(store, {
      insert: async (user) => {
        const outcome = await store.insert(user);
        if (outcome === 'inserted') this.#events.push({ kind: 'user', userId: user.id, active: user.status === 'active' });
        return outcome;
      },
      update: async (id, changes, now) => {
        const outcome = await store.update(id, changes, now);
        if (outcome === 'updated' && changes.status !== undefined) await this.#reportStatus(id);
        return outcome;
      },
    });
  }

  async #reportStatus(id: string): Promise<void> {
    const user = await this.#stores.users.find(id);
    if (user === undefined) return;
    this.#events.push({ kind: 'user', userId: user.id, active: user.status === 'active' });
  }

  watchClients(store: ClientStore): ClientStore {
    return watched(store, {
      update: async (id, changes, now) => {
        const outcome = await store.update(id, changes, now);
        if (outcome === 'updated') this.#events.push({ kind: 'client_changed', clientId: id });
        return outcome;
      },
      delete: async (id) => {
        const outcome = await store.delete(id);
        if (outcome === 'deleted') this.#events.push({ kind: 'client_ended', clientId: id });
        return outcome;
      },
    });
  }
}

/** The store itself, but for some of its methods; a method that is not named here goes to the store untouched. */
function watched<T extends object>(store: T, methods: Partial<T>): T {
  return new Proxy(store, {
    get(target, name) {
      const own = Object.hasOwn(methods, name) ? methods[name as keyof T] : target[name as keyof T];
      return typeof own === 'function' ? own.bind(own === target[name as keyof T] ? target : methods) : own;
    },
  });
}
