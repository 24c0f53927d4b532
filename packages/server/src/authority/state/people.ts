import { MapInTheMaking, PersistentMap } from './persistent-map.ts';
import { finish, inSteps, type Work } from './steps.ts';

/** Who is active and who is in which group: the same for the trees of all clients. */
export interface People {
  /** Frozen, deleted and unknown users are not. */
  isActive(userId: string): boolean;
  groupsOfUser(userId: string): Iterable<number>;
  usersOfGroup(groupId: number): Iterable<string>;
}

/** The rows that people are built from. */
export interface PeopleRows {
  readonly activeUsers: readonly string[];
  readonly groupUsers: Iterable<{ readonly groupId: number; readonly userId: string }>;
}

type Members = PersistentMap<string, true>;

/** People in memory. Never changes: an edit answers others, which share what was left as it was. */
export class MemoryPeople implements People {
  readonly #active: Members;
  readonly #users: PersistentMap<number, Members>;
  readonly #groups: PersistentMap<string, readonly number[]>;

  private constructor(active: Members, users: PersistentMap<number, Members>, groups: PersistentMap<string, readonly number[]>) {
    this.#active = active;
    this.#users = users;
    this.#groups = groups;
  }

  static from(rows: PeopleRows): MemoryPeople {
    return finish(MemoryPeople.build(rows));
  }

  /** People from rows, made step by step. */
  static *build({ activeUsers, groupUsers }: PeopleRows): Work<MemoryPeople> {
    const active = new MapInTheMaking<string, true>(activeUsers.length);
    yield* inSteps(activeUsers, (userId) => active.set(userId, true));
    const users = new Map<number, Map<string, true>>();
    const groups = new Map<string, number[]>();
    yield* inSteps(groupUsers, ({ groupId, userId }) => {
      users.set(groupId, (users.get(groupId) ?? new Map<string, true>()).set(userId, true));
      const known = groups.get(userId);
      if (known === undefined) groups.set(userId, [groupId]);
      else known.push(groupId);
    });
    const members = new Map<number, Members>();
    for (const [groupId, inside] of users) members.set(groupId, yield* PersistentMap.build(inside));
    return new MemoryPeople(PersistentMap.of(active), yield* PersistentMap.build(members), yield* PersistentMap.build(groups));
  }

  isActive(userId: string): boolean {
    return this.#active.has(userId);
  }

  groupsOfUser(userId: string): readonly number[] {
    return this.#groups.get(userId) ?? [];
  }

  usersOfGroup(groupId: number): Iterable<string> {
    return this.#users.get(groupId)?.keys() ?? [];
  }

  /** The same people, but the user active or not. */
  withUser(userId: string, active: boolean): MemoryPeople {
    const changed = this.#active.with(new Map([[userId, active ? true : undefined]]));
    return new MemoryPeople(changed, this.#users, this.#groups);
  }

  /** The same people, but the user in the group or not. */
  withGroupUser(groupId: number, userId: string, inside: boolean): MemoryPeople {
    const members = this.#users.get(groupId) ?? PersistentMap.from(new Map());
    const users = this.#users.with(new Map([[groupId, members.with(new Map([[userId, inside ? true : undefined]]))]]));
    const others = this.groupsOfUser(userId).filter((id) => id !== groupId);
    const groups = this.#groups.with(new Map([[userId, inside ? [...others, groupId] : orNothing(others)]]));
    return new MemoryPeople(this.#active, users, groups);
  }

  /** Ids of the users who are not active, or not in the same groups, in both. */
  *differences(other: MemoryPeople): Generator<string> {
    yield* this.#active.differences(other.#active);
    yield* this.#groups.differences(other.#groups);
  }
}

function orNothing(ids: readonly number[]): readonly number[] | undefined {
  return ids.length > 0 ? ids : undefined;
}
