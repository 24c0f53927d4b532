import type { RoleType } from './model.ts';

/** Who asks for a change (contract/authority.md §3). `name` is what `created_by` and the audit table say. */
export type Actor =
  | { readonly kind: 'user'; readonly name: string }
  /** A root super of itself. */
  | { readonly kind: 'client'; readonly name: string; readonly clientId: number }
  /** A root super everywhere, bound by rules 1 to 6. */
  | { readonly kind: 'system'; readonly name: 'system' };

/** A membership to make or to change. */
export interface MembershipWish {
  readonly roleId: number;
  readonly userId: string;
  /** Absent on a change: as it was; absent on an addition: `normal`. */
  readonly type?: RoleType | undefined;
  /** Absent: as it was; `null`: without an end. */
  readonly expiresAt?: number | null | undefined;
}

/** What a resource says of itself. */
export interface ResourceText {
  readonly name: string;
  readonly description: string;
  readonly data: string;
}

/**
 * A change to one client's authority; a batch is one change, all or nothing. User and group ids are those of existing users
 * and groups, a user's spelled as its own: whoever reads a request has looked them up. `id`: which one a new row gets; only
 * the system may say.
 */
export type AuthorityChange =
  | {
      readonly kind: 'add_role';
      readonly parentId: number;
      readonly name: string;
      readonly description: string;
      readonly id?: number | undefined;
    }
  | { readonly kind: 'change_role'; readonly roleId: number; readonly name: string; readonly description: string }
  | { readonly kind: 'delete_role'; readonly roleId: number }
  | {
      readonly kind: 'insert_role';
      readonly parentId: number;
      readonly childIds: readonly number[];
      readonly name: string;
      readonly description: string;
    }
  | { readonly kind: 'set_memberships'; readonly memberships: readonly MembershipWish[] }
  | { readonly kind: 'end_memberships'; readonly memberships: readonly Pick<MembershipWish, 'roleId' | 'userId'>[] }
  | { readonly kind: 'add_groups'; readonly roleId: number; readonly groupIds: readonly number[] }
  | { readonly kind: 'remove_groups'; readonly roleId: number; readonly groupIds: readonly number[] }
  | { readonly kind: 'add_resources'; readonly resources: readonly (ResourceText & { readonly id?: number | undefined })[] }
  | { readonly kind: 'change_resources'; readonly resources: readonly (ResourceText & { readonly id: number })[] }
  | { readonly kind: 'delete_resources'; readonly resourceIds: readonly number[] }
  | { readonly kind: 'link'; readonly roleId: number; readonly resourceIds: readonly number[] }
  | { readonly kind: 'unlink'; readonly roleId: number; readonly resourceIds: readonly number[] }
  | { readonly kind: 'replace_links'; readonly roleId: number; readonly resourceIds: readonly number[] };

/** The changes of one kind. */
export type ChangeOf<K extends AuthorityChange['kind']> = Extract<AuthorityChange, { readonly kind: K }>;

/** One row of the model that begins or ends to hold; what a decision answers and what storage writes, in this order. */
export type Effect =
  | {
      readonly kind: 'role_begins';
      readonly key: NewId;
      readonly name: string;
      readonly description: string;
      readonly parentId: number;
      readonly id?: number | undefined;
    }
  | { readonly kind: 'role_changes'; readonly roleId: number; readonly name: string; readonly description: string }
  /** The parent may be a role that begins in the same decision. */
  | { readonly kind: 'role_moves'; readonly roleId: number; readonly parentId: number | NewId }
  | { readonly kind: 'role_ends'; readonly roleId: number }
  /** A change of a membership is its end and a new beginning. */
  | {
      readonly kind: 'membership_begins';
      readonly roleId: number;
      readonly userId: string;
      readonly type: RoleType;
      readonly expiresAt: number | null;
    }
  | { readonly kind: 'membership_ends'; readonly roleId: number; readonly userId: string }
  | { readonly kind: 'group_begins'; readonly roleId: number; readonly groupId: number }
  | { readonly kind: 'group_ends'; readonly roleId: number; readonly groupId: number }
  | ({ readonly kind: 'resource_begins'; readonly key: NewId; readonly id?: number | undefined } & ResourceText)
  | ({ readonly kind: 'resource_changes'; readonly resourceId: number } & ResourceText)
  | { readonly kind: 'resource_ends'; readonly resourceId: number }
  | { readonly kind: 'link_begins'; readonly roleId: number | NewId; readonly resourceId: number | NewId }
  | { readonly kind: 'link_ends'; readonly roleId: number; readonly resourceId: number };

/** Stands for an id that storage gives out when it writes. */
export interface NewId {
  /** Distinguishes several new rows of one decision, counted from 0. */
  readonly newId: number;
}

/** The rules of contract/authority.md §2, by number. */
export type Rule = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;

/** What is asked of the kernel: who wants what, at which moment (milliseconds since 1970). */
export interface Proposal {
  readonly actor: Actor;
  readonly change: AuthorityChange;
  readonly now: number;
}

/** What the kernel says to a change. */
export type Decision =
  | {
      readonly kind: 'allowed';
      /** Empty when everything is already as asked. */
      readonly effects: readonly Effect[];
      /** The rule by which the actor may. */
      readonly rule: Rule;
    }
  /** `reason` is a sentence for the caller; it names nothing outside the actor's reach. */
  | { readonly kind: 'forbidden'; readonly rule: Rule; readonly reason: string }
  /** An id does not exist or is out of the actor's reach: answered alike, so that nothing is revealed. */
  | { readonly kind: 'unknown'; readonly member: string; readonly reason: string }
  | { readonly kind: 'invalid'; readonly member: string; readonly reason: string }
  | { readonly kind: 'conflict'; readonly member: string; readonly reason: string };

/** A change that is not allowed. */
export type Refusal = Exclude<Decision, { readonly kind: 'allowed' }>;
