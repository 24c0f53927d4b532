// Written from the rules of contract/authority.md §2 and from nothing else: lists of rows, and for every question a walk over all
// of them. Of the server it takes only the types in which changes are asked for. What may be changed is in naive-rules.ts.
import type { Actor } from '../../../src/authority/change.ts';

export interface NaiveRole {
  id: number;
  parent: number;
  name: string;
  description: string;
}
export interface NaiveMember {
  role: number;
  user: string;
  /** 0 normal, 1 admin, 2 super. */
  rank: number;
  /** The moment from which on it does not count; Infinity: never. */
  end: number;
}
export interface NaiveResource {
  id: number;
  name: string;
  description: string;
  data: string;
}

export const RANKS = ['normal', 'admin', 'super'] as const;
export const FOREVER: number = Infinity;

export class NaiveModel {
  clientId = 1;
  roles: NaiveRole[] = [];
  members: NaiveMember[] = [];
  groupsInRoles: { role: number; group: number }[] = [];
  usersInGroups: { group: number; user: string }[] = [];
  links: { role: number; resource: number }[] = [];
  resources: NaiveResource[] = [];
  active: string[] = [];
  users: string[] = [];
  lastId = 0;

  copy(): NaiveModel {
    return Object.assign(new NaiveModel(), structuredClone({ ...this }));
  }

  root(): NaiveRole {
    return this.roles.find((role) => role.parent === -1)!;
  }

  /** The role and all above it. */
  upwards(id: number): NaiveRole[] {
    const role = this.roles.find((one) => one.id === id);
    return role === undefined ? [] : [role, ...this.upwards(role.parent)];
  }

  /** The role and all below it. */
  downwards(id: number): NaiveRole[] {
    return this.roles.filter((role) => this.upwards(role.id).some((above) => above.id === id));
  }

  children(id: number): NaiveRole[] {
    return this.roles.filter((role) => role.parent === id);
  }

  resourcesIn(id: number): number[] {
    return this.links.filter((link) => link.role === id).map((link) => link.resource);
  }

  /** The type stored for the user in this very role; -1: none that counts. */
  ownRank(user: string, role: number, at: number): number {
    return this.members.find((row) => row.user === user && row.role === role && at < row.end)?.rank ?? -1;
  }

  inByGroup(user: string, role: number): boolean {
    return this.groupsInRoles.some(
      (row) => row.role === role && this.usersInGroups.some((one) => one.group === row.group && one.user === user),
    );
  }

  /** Rule 6; -1: no member. */
  rank(user: string, role: number, at: number): number {
    if (!this.active.includes(user)) return -1;
    const ranks = this.upwards(role).map(({ id }) => Math.max(this.ownRank(user, id, at), this.inByGroup(user, id) ? 0 : -1));
    return Math.max(-1, ...ranks);
  }

  /** Effective permissions, by walking every role. */
  permissions(user: string, at: number): number[] {
    const roles = this.roles.filter(({ id }) => this.rank(user, id, at) >= 0).map(({ id }) => id);
    return [...new Set(this.links.filter(({ role }) => roles.includes(role)).map(({ resource }) => resource))].sort(ascending);
  }

  administered(user: string, at: number): number[] {
    return this.roles
      .filter(({ id }) => this.rank(user, id, at) >= 1)
      .map(({ id }) => id)
      .sort(ascending);
  }

  /** An actor's rank in a role: a client in itself and the system are supers of the root. */
  rankOf(actor: Actor, role: number, at: number): number {
    if (!this.roles.some(({ id }) => id === role)) return -1;
    if (actor.kind === 'user') return this.rank(actor.name, role, at);
    return actor.kind === 'system' || actor.clientId === this.clientId ? 2 : -1;
  }

  isRootSuper(actor: Actor, at: number): boolean {
    return this.rankOf(actor, this.root().id, at) === 2;
  }

  /** Root supers that rule 1 wants one of. */
  keepers(): string[] {
    return this.members
      .filter((row) => row.role === this.root().id && row.rank === 2 && row.end === FOREVER && this.active.includes(row.user))
      .map((row) => row.user);
  }

  resourcesWithinReach(actor: Actor, at: number): number[] {
    if (this.isRootSuper(actor, at)) return this.resources.map(({ id }) => id);
    return this.roles.filter(({ id }) => this.rankOf(actor, id, at) >= 1).flatMap(({ id }) => this.resourcesIn(id));
  }

  /** Until when the actor is at least `rank` in the role, by whichever membership lasts longest. */
  rightEnds(actor: Actor, role: number, rank: number): number {
    if (actor.kind !== 'user') return FOREVER;
    const above = this.upwards(role).map(({ id }) => id);
    return Math.max(
      ...this.members
        .filter((row) => row.user === actor.name && row.rank >= rank && above.includes(row.role))
        .map((row) => row.end),
    );
  }
}

const ascending = (one: number, other: number): number => one - other;

export function brokenSubset(model: NaiveModel): boolean {
  return model.roles.some(
    ({ id, parent }) => parent !== -1 && model.resourcesIn(id).some((resource) => !model.resourcesIn(parent).includes(resource)),
  );
}
