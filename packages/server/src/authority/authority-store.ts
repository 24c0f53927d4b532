import type { AuthorityState } from './authority-state.ts';
import type { Effect } from './change.ts';
import type { Group, GroupInRole, Link, Membership, Resource, Role, RoleType } from './model.ts';
import type { Committed, Turn } from './read-model/committed.ts';
import type { Work } from './state/steps.ts';

/** Who changes what, when; `at` is milliseconds since 1970. Times of one client never go back: a late clock is put forward. */
export interface Write {
  readonly clientId: number;
  readonly by: string;
  readonly at: number;
}

/** The root role of a new client (contract/authority.md §2, rule 1). */
export interface Root {
  /** `<fullname>-root`. */
  readonly name: string;
  /** Becomes `super`, spelled as the user's own id; `null` for nobody. */
  readonly creator: string | null;
  /** The next free one when absent. */
  readonly id?: number | undefined;
}

/** An id that was given explicitly belongs to another row; the unit of work cannot go on. */
export class IdTaken extends Error {
  override readonly name = 'IdTaken';
}

/** The rows of one client that hold at one moment, all of one epoch. */
export interface ClientRows {
  readonly clientId: number;
  readonly epoch: number;
  readonly roles: readonly Role[];
  readonly resources: readonly Resource[];
  readonly links: readonly Link[];
  readonly memberships: readonly Membership[];
  readonly groups: readonly GroupInRole[];
}

/** Who is active and who is in which group, all of one epoch of the people. */
export interface PeopleRows {
  readonly epoch: number;
  readonly activeUsers: readonly string[];
  readonly groupUsers: readonly { readonly groupId: number; readonly userId: string }[];
}

/** How rows are loaded. */
export interface Loading {
  /** As of a moment, in milliseconds since 1970; absent: now. */
  readonly at?: number | undefined;
  /** Lets others have their turn between pages of what holds still: for a snapshot, which others' writes do not change. */
  readonly pause?: (() => Promise<unknown>) | undefined;
}

/** How a state is loaded and built with pauses, so that nobody waits for all of it: from a snapshot. */
export interface InSlices {
  readonly pause: () => Promise<unknown>;
  readonly build: <T>(work: Work<T>) => Promise<T>;
}

/** That somebody is `super` in the root role of a client; `expiresAt` is milliseconds since 1970, `null` for ever. */
export interface RootSupership {
  readonly clientId: number;
  readonly expiresAt: number | null;
}

/** Somebody who is `admin` or `super` in the root role of a client. */
export interface RootAdministrator {
  readonly clientId: number;
  readonly userId: string;
  readonly type: RoleType;
}

/** Clients by id, both ends included. */
export interface ClientRange {
  readonly from: number;
  readonly to: number;
}

/**
 * One client's tree, memberships, links and resources. Every row carries the interval in which it held; nothing is
 * updated in place. All changes of one client are serialised by its epoch.
 */
export interface AuthorityStore {
  /** Makes the root role of a new client, in the unit of work that inserts the client; answers its id. Throws `IdTaken`. */
  plant(write: Write, root: Root): Promise<number>;
  /**
   * Takes the client's turn: answers the epoch this unit of work writes under, which is greater by one than what was there.
   * Others wait or fail until it ends. `undefined` when there is no such client.
   */
  lock(clientId: number): Promise<number | undefined>;
  epoch(clientId: number): Promise<number | undefined>;
  /**
   * The state now, or as of a moment (`at`, milliseconds since 1970), all of it of one epoch; for one question, since it holds
   * people of its own: what stays in memory is built from `loadRows` and shares its people. `undefined` when there is no
   * such client, or at that moment there was none, or its history no longer reaches back so far.
   */
  load(clientId: number, at?: number, how?: InSlices): Promise<AuthorityState | undefined>;
  /**
   * Writes what a decision answered, in order, after `lock`; answers the ids given out, by `newId`. Throws `IdTaken`, and an
   * error when an effect does not fit what is stored.
   */
  write(write: Write, effects: readonly Effect[]): Promise<readonly number[]>;
  /** Sees to it that no id up to this one is given out any more, so that a file which names it finds it free. */
  reserve(kind: 'role' | 'resource', id: number): Promise<void>;
  /** The clients in which a user has a membership that has not ended, directly or by a group, ascending. */
  clientsOfUser(userId: string): Promise<number[]>;
  /**
   * The clients, disabled ones too, in whose root roles a user is stored as `super`, ascending. Those that have expired are
   * among them, and those of a user who is not active: who reads them compares.
   */
  rootSuperships(userId: string): Promise<readonly RootSupership[]>;
  /** Whoever is active and `admin` or `super` in the root roles of a range of clients at `now`, by client and user. */
  rootAdministrators(range: ClientRange, now: number): Promise<readonly RootAdministrator[]>;
  /**
   * Puts `name` (no user's id) in the place of a user in all that is over, and where they are named as who did something; takes
   * every client's turn. Refused while they are in a role or a group.
   */
  forget(userId: string, name: string): Promise<'forgotten' | 'still_in'>;
  /** The turns that this unit of work has taken so far: of clients, and under `PEOPLE` of the people. */
  turnsTaken(): ReadonlyMap<number, Turn>;
  /**
   * Writes down what this unit of work did, for other processes that hold the same in memory: at its end, one entry for each
   * turn that it took. Kept for an hour.
   */
  record(commits: readonly Committed[], now: number): Promise<void>;
  /**
   * What was written down of a client, or of `PEOPLE`, after one epoch and up to another, ascending; each entry with one turn. Where
   * one is missing, somebody did what is not written down.
   */
  changesSince(streamId: number, after: number, until: number): Promise<readonly Committed[]>;
  /** What `load` builds a client's part of a state from. */
  loadRows(clientId: number, how?: Loading): Promise<ClientRows | undefined>;
  /** Everybody, of all clients together, as they are now. */
  loadPeople(how?: Pick<Loading, 'pause'>): Promise<PeopleRows>;
  /**
   * Grows when somebody begins or ceases to be an active user, or to be in a group. Such a change of one who is in roles also
   * takes the turn of each client concerned.
   */
  peopleEpoch(): Promise<number>;
}

/** What registration needs to give a new client its tree. */
export type RootPlanting = Pick<AuthorityStore, 'plant'>;

/**
 * Groups, which belong to no client. Adding and removing a user takes the turn of every client whose roles the group is in,
 * so that what is kept in memory notices. Times are milliseconds since 1970.
 */
export interface GroupStore {
  find(id: number): Promise<Group | undefined>;
  findByName(name: string): Promise<Group | undefined>;
  /** By id, ascending; `likes` is a part of the name, in any case. */
  list(filter: { readonly likes?: string; readonly after: number; readonly limit: number }): Promise<Group[]>;
  nextId(): Promise<number>;
  /** `exists` when the id or the name is taken. Counters skip past the id. */
  insert(group: Group): Promise<'inserted' | 'exists'>;
  update(id: number, changes: Partial<Omit<Group, 'id'>>): Promise<'updated' | 'unknown' | 'name_taken'>;
  /** Refused while it has members or is in a role. */
  delete(id: number): Promise<'deleted' | 'unknown' | 'in_use'>;
  addUser(groupId: number, userId: string, at: number): Promise<'added' | 'already' | 'unknown'>;
  removeUser(groupId: number, userId: string, at: number): Promise<'removed' | 'unknown'>;
  usersOf(groupId: number): Promise<string[]>;
  groupsOf(userId: string): Promise<Group[]>;
  /** The clients in whose trees the group is, ascending. */
  clientsOf(groupId: number): Promise<number[]>;
}
