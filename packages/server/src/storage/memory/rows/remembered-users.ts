import {
  foldUserId,
  type User,
  type UserChanges,
  type UserFilter,
  type UserSearch,
  type UserStore,
} from '../../../identity/user/user.ts';
import type { Stores } from '../../storage.ts';
import type { Changing, RememberedRows } from '../remembered-rows.ts';

/** Users, those asked for by id out of memory. Every method is named here, so that one that changes users is not overlooked. */
export class RememberedUsers implements UserStore {
  readonly #under: Pick<Stores, 'users'>;
  readonly #rows: RememberedRows;
  readonly #changing: Changing;
  /** Whose turn this unit of work has: of them it wants what is in the database, which another node may just have changed. */
  readonly #turns: Set<string> = new Set();
  #everyone = false;

  constructor(under: Pick<Stores, 'users'>, rows: RememberedRows, changing: Changing) {
    this.#under = under;
    this.#rows = rows;
    this.#changing = changing;
  }

  get #store(): UserStore {
    return this.#under.users;
  }

  async find(id: string): Promise<User | undefined> {
    const { users } = this.#rows;
    const key = foldUserId(id);
    if (this.#everyone || this.#turns.has(key)) return this.#store.find(id);
    const known = users.get(key);
    if (known !== undefined) return known;
    const since = users.since();
    const found = await this.#store.find(id);
    if (found !== undefined) users.put(key, found, since);
    return found;
  }

  update(id: string, changes: UserChanges, now: number): Promise<'updated' | 'unknown'> {
    this.#changing.row('users', foldUserId(id));
    return this.#store.update(id, changes, now);
  }

  rehash(id: string, from: string, to: string): Promise<void> {
    this.#changing.row('users', foldUserId(id));
    return this.#store.rehash(id, from, to);
  }

  insert(user: User): Promise<'inserted' | 'exists'> {
    this.#changing.made('users', foldUserId(user.id));
    return this.#store.insert(user);
  }

  list(filter: UserFilter): Promise<User[]> {
    return this.#store.list(filter);
  }

  findMany(ids: Iterable<string>): Promise<User[]> {
    return this.#store.findMany(ids);
  }

  wasErased(id: string): Promise<boolean> {
    return this.#store.wasErased(id);
  }

  search(search: UserSearch): Promise<{ readonly total: number; readonly users: User[] }> {
    return this.#store.search(search);
  }

  takeTurn(id: string): Promise<void> {
    this.#turns.add(foldUserId(id));
    return this.#store.takeTurn(id);
  }

  takeAdministratorsTurn(): Promise<void> {
    this.#everyone = true;
    return this.#store.takeAdministratorsTurn();
  }

  countAdministrators(): Promise<number> {
    return this.#store.countAdministrators();
  }
}
