import type { RoleType } from '../../../authority/model.ts';

/** When a row held: from `valid_from` until just before `valid_to`; `null`: it still does. Milliseconds since 1970. */
export interface Interval {
  readonly valid_from: number;
  readonly valid_to: number | null;
}

/** Whose turn it is: one row a client, and one of client 0 for people's being active. */
export interface AuthorityEpochRow {
  readonly client_id: number;
  readonly epoch: number;
  /** The latest time that was written under; later writes are not dated before it. */
  readonly changed_at: number;
  /** States before this moment cannot be told. */
  readonly history_from: number;
}

/** Roles, each version of one. */
export interface RoleRow extends Interval {
  readonly id: string;
  readonly role_id: number;
  readonly client_id: number;
  readonly name: string;
  readonly description: string;
  readonly parent_id: number;
  readonly created_by: string;
  readonly created_at: number;
  readonly updated_by: string;
  readonly updated_at: number;
}

/** Resources, each version of one. */
export interface ResourceRow extends Interval {
  readonly id: string;
  readonly resource_id: number;
  readonly client_id: number;
  readonly name: string;
  readonly description: string;
  readonly data: string;
  readonly created_by: string;
  readonly created_at: number;
  readonly updated_by: string;
  readonly updated_at: number;
}

/** Users in roles. */
export interface RoleUserRow extends Interval {
  readonly id: string;
  readonly client_id: number;
  readonly role_id: number;
  readonly user_id: string;
  readonly type: RoleType;
  readonly expires_at: number | null;
  readonly granted_by: string;
}

/** Groups in roles. */
export interface RoleGroupRow extends Interval {
  readonly id: string;
  readonly client_id: number;
  readonly role_id: number;
  readonly group_id: number;
  readonly granted_by: string;
}

/** Resources in roles. */
export interface RoleResourceRow extends Interval {
  readonly id: string;
  readonly client_id: number;
  readonly role_id: number;
  readonly resource_id: number;
  readonly granted_by: string;
}

/** Groups. One that was deleted keeps its row, since history names it. */
export interface GroupRow {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly description: string;
  readonly owner: string;
  readonly deleted: number;
  /** Grows with every change of who is in the group and where: who changes that waits here for the other. */
  readonly turn: number;
}

/** Users in groups. */
export interface GroupUserRow extends Interval {
  readonly id: string;
  readonly group_id: number;
  readonly user_id: string;
}

/** What units of work did to a client's authority, or to people (`client_id` 0), for other processes: kept for an hour. */
export interface AuthorityChangeRow {
  readonly id: string;
  readonly client_id: number;
  /** The epochs before and after. */
  readonly from_epoch: number;
  readonly epoch: number;
  readonly at: number;
  /** JSON. */
  readonly events: string;
}

/** When users were not active. */
export interface UserPauseRow extends Interval {
  readonly user_id: string;
}
