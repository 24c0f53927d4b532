import type { AuthorityStore, GroupStore } from '../authority/authority-store.ts';
import type { AuthorityEvent, Committed } from '../authority/read-model/committed.ts';
import type { UserStore } from '../identity/user/user.ts';
import type { ClientStore } from '../oauth/client/client.ts';
import type { Storage, Stores } from './storage.ts';

/**
 * The same storage, reporting what each unit of work did to people's authority once it is durable and before its caller is
 * answered. All writers get this one, so that no path (API, command line, `apply`, import) changes anything unnoticed.
 */
export function observedStorage(storage: Storage, committed: (what: Committed) => void): Storage {
  return {
    file: storage.file,
    transact: async (work) => {
      const { value, seen } = await storage.transact(async (stores) => {
        const watch = new Watch(stores);
        return { value: await work(watch.stores()), seen: await watch.finish() };
      });
      if (seen !== undefined) committed(seen);
      return value;
    },
    read: (work) => storage.read(work),
    snapshot: (work) => storage.snapshot(work),
    ping: () => storage.ping(),
    close: () => storage.close(),
  };
}

/** Watches one unit of work. */
class Watch {
  readonly #stores: Stores;
  readonly #events: AuthorityEvent[] = [];
  readonly #clients = new Set<number>();

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  stores(): Stores {
    const { authority, groups, users, clients } = this.#stores;
    return {
      ...this.#stores,
      authority: this.#watchAuthority(authority),
      groups: this.#watchGroups(groups),
      users: this.#watchUsers(users),
      clients: this.#watchClients(clients),
    };
  }

  /** What was done; reads the epochs that the unit of work leaves behind. */
  async finish(): Promise<Committed | undefined> {
    const events = this.#events;
    if (events.length === 0 && this.#clients.size === 0) return undefined;
    const { authority } = this.#stores;
    const epochs = new Map<number, number>();
    for (const clientId of this.#clients) {
      const epoch = await authority.epoch(clientId);
      if (epoch !== undefined) epochs.set(clientId, epoch);
    }
    const people = events.some(({ kind }) => kind === 'user' || kind === 'group_user');
    return { events, epochs, peopleEpoch: people ? await authority.peopleEpoch() : undefined };
  }

  #watchAuthority(store: AuthorityStore): AuthorityStore {
    return watched(store, {
      lock: async (clientId) => {
        this.#clients.add(clientId);
        return store.lock(clientId);
      },
      write: async (write, effects) => {
        const ids = await store.write(write, effects);
        this.#clients.add(write.clientId);
        this.#events.push({ kind: 'written', clientId: write.clientId, write, effects, ids });
        return ids;
      },
      forget: async (userId, name) => {
        const outcome = await store.forget(userId, name);
        if (outcome === 'forgotten') this.#events.push({ kind: 'forgotten' });
        return outcome;
      },
    });
  }

  #watchGroups(store: GroupStore): GroupStore {
    const report = async (groupId: number, userId: string, inside: boolean): Promise<void> => {
      for (const clientId of await store.clientsOf(groupId)) this.#clients.add(clientId);
      this.#events.push({ kind: 'group_user', groupId, userId, inside });
    };
    return watched(store, {
      addUser: async (groupId, userId, at) => {
        const outcome = await store.addUser(groupId, userId, at);
        if (outcome === 'added') await report(groupId, userId, true);
        return outcome;
      },
      removeUser: async (groupId, userId, at) => {
        const outcome = await store.removeUser(groupId, userId, at);
        if (outcome === 'removed') await report(groupId, userId, false);
        return outcome;
      },
    });
  }

  #watchUsers(store: UserStore): UserStore {
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
    for (const clientId of await this.#stores.authority.clientsOfUser(user.id)) this.#clients.add(clientId);
    this.#events.push({ kind: 'user', userId: user.id, active: user.status === 'active' });
  }

  #watchClients(store: ClientStore): ClientStore {
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
