import type { Membership, Resource } from '../model.ts';
import { DraftLists } from './draft-lists.ts';
import { DraftMap } from './draft-map.ts';
import { MemoryState } from './memory-state.ts';
import type { Parts, RoleNode } from './parts.ts';
import { PersistentMap } from './persistent-map.ts';
import { ResourceSet } from './resource-set.ts';

/** A state in the making. What an edit needs and does not find is a bug of the caller, and throws. */
export class DraftState {
  readonly #base: Parts;
  readonly #nodes: DraftMap<number, RoleNode>;
  readonly #resources: DraftMap<number, Resource>;
  readonly #named: DraftLists<string, number, number>;
  readonly #memberships: DraftLists<string, number, Membership>;
  readonly #administrators: DraftLists<number, string, Membership>;
  readonly #groups: DraftLists<number, number, number>;
  readonly #groupRoles: DraftLists<number, number, number>;
  readonly #members = new Map<number, Map<string, Membership | undefined>>();
  readonly #children = new Map<number, Map<number, boolean>>();
  readonly #links = new Map<number, Map<number, boolean>>();

  constructor(base: MemoryState) {
    this.#base = base.parts;
    this.#nodes = new DraftMap(this.#base.nodes);
    this.#resources = new DraftMap(this.#base.resources);
    this.#named = new DraftLists(this.#base.named, itself);
    this.#memberships = new DraftLists(this.#base.memberships, ({ roleId }) => roleId);
    this.#administrators = new DraftLists(this.#base.administrators, ({ userId }) => userId);
    this.#groups = new DraftLists(this.#base.groups, itself);
    this.#groupRoles = new DraftLists(this.#base.groupRoles, itself);
  }

  node(roleId: number): RoleNode {
    return found(this.#nodes.get(roleId), 'role', roleId);
  }

  resource(resourceId: number): Resource {
    return found(this.#resources.get(resourceId), 'resource', resourceId);
  }

  addRole(role: RoleNode['role']): void {
    this.#nodes.set(role.id, { role, children: [], resources: ResourceSet.empty(this.#base.slots) });
    this.#setChild(role.parentId, role.id, true);
  }

  changeRole(role: RoleNode['role']): void {
    const node = this.node(role.id);
    const from = node.role.parentId;
    this.#nodes.set(role.id, { ...node, role });
    if (from === role.parentId) return;
    this.#setChild(from, role.id, false);
    this.#setChild(role.parentId, role.id, true);
  }

  endRole(roleId: number): void {
    const { role } = this.node(roleId);
    this.#setChild(role.parentId, roleId, false);
    this.#nodes.set(roleId, undefined);
  }

  setResource(resource: Resource): void {
    this.endResource(resource.id);
    this.#resources.set(resource.id, resource);
    this.#named.set(resource.name, resource.id, resource.id);
  }

  endResource(resourceId: number): void {
    const name = this.#resources.get(resourceId)?.name;
    if (name === undefined) return;
    this.#resources.set(resourceId, undefined);
    this.#named.set(name, resourceId, undefined);
  }

  setLink(roleId: number, resourceId: number, held: boolean): void {
    this.node(roleId);
    this.#links.set(roleId, (this.#links.get(roleId) ?? new Map()).set(resourceId, held));
  }

  setMembership(membership: Membership): void {
    const { roleId, userId } = membership;
    this.node(roleId);
    this.#changeMember(roleId, userId, membership);
    this.#memberships.set(userId, roleId, membership);
    this.#administrators.set(roleId, userId, membership.type === 'normal' ? undefined : membership);
  }

  endMembership(roleId: number, userId: string): void {
    this.#changeMember(roleId, userId, undefined);
    this.#memberships.set(userId, roleId, undefined);
    this.#administrators.set(roleId, userId, undefined);
  }

  setGroup(roleId: number, groupId: number, inside: boolean): void {
    this.node(roleId);
    this.#groups.set(roleId, groupId, inside ? groupId : undefined);
    this.#groupRoles.set(groupId, roleId, inside ? roleId : undefined);
  }

  finish(epoch: number): MemoryState {
    this.#finishNodes();
    return new MemoryState({
      ...this.#base,
      epoch,
      nodes: this.#nodes.finish(),
      resources: this.#resources.finish(),
      named: this.#named.finish(),
      members: this.#finishMembers(),
      memberships: this.#memberships.finish(),
      administrators: this.#administrators.finish(),
      groups: this.#groups.finish(),
      groupRoles: this.#groupRoles.finish(),
    });
  }

  /** Children and links are set once a role, however many there are. Those of a role that ended went with it. */
  #finishNodes(): void {
    for (const [roleId, changes] of this.#links) {
      const node = this.#nodes.get(roleId);
      if (node !== undefined) this.#nodes.set(roleId, { ...node, resources: node.resources.with(changes) });
    }
    for (const [roleId, changes] of this.#children) {
      const node = this.#nodes.get(roleId);
      const there = new Set(node?.children);
      for (const [childId, below] of changes) there[below ? 'add' : 'delete'](childId);
      if (node !== undefined) this.#nodes.set(roleId, { ...node, children: [...there] });
    }
  }

  #finishMembers(): Parts['members'] {
    const members = new DraftMap(this.#base.members);
    for (const [roleId, changes] of this.#members) {
      const changed = (members.get(roleId) ?? PersistentMap.from(new Map<string, Membership>())).with(changes);
      members.set(roleId, changed.size > 0 ? changed : undefined);
    }
    return members.finish();
  }

  #changeMember(roleId: number, userId: string, membership: Membership | undefined): void {
    this.#members.set(roleId, (this.#members.get(roleId) ?? new Map()).set(userId, membership));
  }

  #setChild(roleId: number, childId: number, below: boolean): void {
    this.node(roleId);
    this.#children.set(roleId, (this.#children.get(roleId) ?? new Map()).set(childId, below));
  }
}

function itself(id: number): number {
  return id;
}

/** What an effect names must be there: otherwise the state is not the one that was decided on. */
function found<T>(value: T | undefined, what: string, id: number): T {
  if (value === undefined) throw new Error(`an effect names ${what} ${id}, which is not there`);
  return value;
}
