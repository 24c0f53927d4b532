import type { AuthorityState } from '../authority-state.ts';
import type { GroupInRole, Membership, Resource, Role } from '../model.ts';
import type { Parts } from './parts.ts';
import type { People } from './people.ts';
import { ResourceSet } from './resource-set.ts';

const NONE: readonly never[] = [];
const NO_RESOURCES: ReadonlySet<number> = new Set();
/** By the list of names, which never changes and which the versions of a state share. */
const NAMESAKES = new WeakMap<readonly number[], ReadonlySet<number>>();

/**
 * The read model of one client (architecture.md §4). Never changes: `applyEffects` answers the next one, which shares what was
 * left as it was, so that nobody reads a change by halves and a dry run costs no more than the change.
 */
export class MemoryState implements AuthorityState {
  readonly parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  get clientId(): number {
    return this.parts.clientId;
  }

  get epoch(): number {
    return this.parts.epoch;
  }

  get rootId(): number {
    return this.parts.rootId;
  }

  role(id: number): Role | undefined {
    return this.parts.nodes.get(id)?.role;
  }

  *roles(): Generator<Role> {
    for (const node of this.parts.nodes.values()) yield node.role;
  }

  childrenOf(roleId: number): readonly number[] {
    return this.parts.nodes.get(roleId)?.children ?? NONE;
  }

  resource(id: number): Resource | undefined {
    return this.parts.resources.get(id);
  }

  resources(): Iterable<Resource> {
    return this.parts.resources.values();
  }

  resourcesNamed(name: string): readonly number[] {
    return this.parts.named.get(name) ?? NONE;
  }

  namesakes(name: string): ReadonlySet<number> {
    const ids = this.parts.named.get(name);
    if (ids === undefined) return NO_RESOURCES;
    const known = NAMESAKES.get(ids);
    if (known !== undefined) return known;
    // Bits for all resources are worth it only for a name that many of them have: few names can.
    const many = ids.length * 32 >= this.parts.resources.size && ids.length > 32;
    const made = many ? ResourceSet.like(ResourceSet.empty(this.parts.slots), ids) : new Set(ids);
    if (many) NAMESAKES.set(ids, made);
    return made;
  }

  resourcesOf(roleId: number): ReadonlySet<number> {
    return this.parts.nodes.get(roleId)?.resources ?? NO_RESOURCES;
  }

  membership(roleId: number, userId: string): Membership | undefined {
    return this.parts.members.get(roleId)?.get(userId);
  }

  membershipsOf(roleId: number): Iterable<Membership> {
    return this.parts.members.get(roleId)?.values() ?? NONE;
  }

  administratorsOf(roleId: number): readonly Membership[] {
    return this.parts.administrators.get(roleId) ?? NONE;
  }

  membershipsOfUser(userId: string): readonly Membership[] {
    return this.parts.memberships.get(userId) ?? NONE;
  }

  *groupsOf(roleId: number): Generator<GroupInRole> {
    for (const groupId of this.parts.groups.get(roleId) ?? NONE) yield { roleId, groupId };
  }

  groupRolesOfUser(userId: string): Iterable<GroupInRole> {
    // Most clients have no group in any role, and then nobody's groups matter.
    return this.parts.groupRoles.size === 0 ? NONE : this.#groupRolesOf(userId);
  }

  *#groupRolesOf(userId: string): Generator<GroupInRole> {
    for (const groupId of this.parts.people.groupsOfUser(userId)) {
      for (const roleId of this.parts.groupRoles.get(groupId) ?? NONE) yield { roleId, groupId };
    }
  }

  usersOfGroup(groupId: number): Iterable<string> {
    return this.parts.people.usersOfGroup(groupId);
  }

  *users(): Generator<string> {
    yield* this.parts.memberships.keys();
    const others = new Set<string>();
    for (const groupId of this.parts.groupRoles.keys()) {
      for (const userId of this.usersOfGroup(groupId)) if (!this.parts.memberships.has(userId)) others.add(userId);
    }
    yield* others;
  }

  isActive(userId: string): boolean {
    return this.parts.people.isActive(userId);
  }

  /** The same tree with other people: users frozen or back, groups with other members. */
  withPeople(people: People, epoch: number): MemoryState {
    return new MemoryState({ ...this.parts, people, epoch });
  }
}
