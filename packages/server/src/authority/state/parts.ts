import type { Membership, Resource, Role } from '../model.ts';
import type { People } from './people.ts';
import type { PersistentMap } from './persistent-map.ts';
import type { ResourceSet } from './resource-set.ts';
import type { ResourceSlots } from './resource-slots.ts';

/** A role with what hangs on it. */
export interface RoleNode {
  readonly role: Role;
  readonly children: readonly number[];
  readonly resources: ResourceSet;
}

/** What a state in memory consists of. */
export interface Parts {
  readonly clientId: number;
  readonly epoch: number;
  readonly rootId: number;
  readonly nodes: PersistentMap<number, RoleNode>;
  readonly resources: PersistentMap<number, Resource>;
  readonly named: PersistentMap<string, readonly number[]>;
  readonly slots: ResourceSlots;
  /** Memberships by role and user; below, the same by user. */
  readonly members: PersistentMap<number, PersistentMap<string, Membership>>;
  /** The memberships of each role that are at least `admin`. */
  readonly administrators: PersistentMap<number, readonly Membership[]>;
  readonly memberships: PersistentMap<string, readonly Membership[]>;
  /** Groups by role, and roles by group. */
  readonly groups: PersistentMap<number, readonly number[]>;
  readonly groupRoles: PersistentMap<number, readonly number[]>;
  readonly people: People;
}
