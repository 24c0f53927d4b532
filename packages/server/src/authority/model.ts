/** Stands where a client's id would, for people: their being active and in groups, which belong to no client. */
export const PEOPLE = 0;

/** contract/authority.md §2, rule 6: ordered, each has what the ones before it have. */
export type RoleType = 'normal' | 'admin' | 'super';

/** The parent of a root role. */
export const NO_PARENT = -1;

/** Begins the name that stands in history for a person who was erased; no user id does. */
export const ERASED = '~';

/** A role of a client's tree. Times are milliseconds since 1970. */
export interface Role {
  readonly id: number;
  readonly clientId: number;
  readonly name: string;
  readonly description: string;
  /** `NO_PARENT` for the root. */
  readonly parentId: number;
  readonly createdBy: string;
  readonly updatedBy: string;
  readonly created: number;
  readonly updated: number;
}

/** Something a role can hold. */
export interface Resource {
  readonly id: number;
  readonly clientId: number;
  readonly name: string;
  readonly description: string;
  readonly data: string;
  readonly createdBy: string;
  readonly updatedBy: string;
  readonly created: number;
  readonly updated: number;
}

/** A user in a role. */
export interface Membership {
  readonly roleId: number;
  /** As the user's own id is spelled. */
  readonly userId: string;
  readonly type: RoleType;
  /** Milliseconds since 1970; from then on it does not count. `null`: never. */
  readonly expiresAt: number | null;
  /** Who made or last changed it: a user id, `client-<id>` or `system`. */
  readonly grantedBy: string;
}

/** A group in a role: always `normal` (rule 9). */
export interface GroupInRole {
  readonly roleId: number;
  readonly groupId: number;
}

/** A resource in a role. */
export interface Link {
  readonly roleId: number;
  readonly resourceId: number;
}

/** People under one name, of all clients together. */
export interface Group {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly description: string;
  /** A user id, or `client-<id>`. */
  readonly owner: string;
}
