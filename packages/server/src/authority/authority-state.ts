import type { GroupInRole, Membership, Resource, Role } from './model.ts';

/**
 * Everything that decides about one client's tree at one moment: what the kernel reads, what the read model keeps in
 * memory, and what history rebuilds for `at=`. Expired memberships may still be in it; who reads them compares times.
 */
export interface AuthorityState {
  readonly clientId: number;
  /** Grows by one with every change of this client's authority. */
  readonly epoch: number;
  readonly rootId: number;
  role(id: number): Role | undefined;
  roles(): Iterable<Role>;
  /** Ids of the roles directly below. */
  childrenOf(roleId: number): readonly number[];
  resource(id: number): Resource | undefined;
  resources(): Iterable<Resource>;
  /** Ids of the resources of that name; names need not be unique. */
  resourcesNamed(name: string): readonly number[];
  /** The same as a set that is quick to compare with what roles hold, however many they are. */
  namesakes(name: string): ReadonlySet<number>;
  /** Ids of the resources a role holds. */
  resourcesOf(roleId: number): ReadonlySet<number>;
  membership(roleId: number, userId: string): Membership | undefined;
  membershipsOf(roleId: number): Iterable<Membership>;
  /** Those of the role's memberships that are `admin` or `super`: few, however many members there are. */
  administratorsOf(roleId: number): Iterable<Membership>;
  membershipsOfUser(userId: string): Iterable<Membership>;
  groupsOf(roleId: number): Iterable<GroupInRole>;
  /** Roles that the user is in through groups, with the group. */
  groupRolesOfUser(userId: string): Iterable<GroupInRole>;
  usersOfGroup(groupId: number): Iterable<string>;
  /** Ids of the users with a stored membership here, directly or by a group; each once. */
  users(): Iterable<string>;
  /** Of any user, not only those who are members here. Frozen, deleted and unknown users are not active: they hold nothing. */
  isActive(userId: string): boolean;
}
