import { text } from '@hufu/contract';
import { z } from 'zod';
import type { RoleType } from '../../../authority/model.ts';

/** A user in a role, as a document says it; what is absent stays, or is the default of a new membership. */
export interface MemberInput {
  readonly user_id: string;
  readonly role_type?: RoleType | undefined;
  /** RFC 3339; `null`: without an end. */
  readonly expires_at?: string | null | undefined;
}

/** A resource or a group: by its id, a number, or else by its name. */
export type Reference = number | string;

/** The root role of a client. It holds every resource, so there is nothing to say about that. */
export interface RootInput {
  readonly id?: number | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly members?: readonly MemberInput[] | undefined;
  readonly groups?: readonly Reference[] | undefined;
}

/** A role below the root, with the roles below it. */
export interface RoleInput extends RootInput {
  readonly resources?: readonly Reference[] | undefined;
  readonly roles?: readonly RoleInput[] | undefined;
}

/** A resource of a client. */
export interface ResourceInput {
  readonly id?: number | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly data?: string | undefined;
}

/** What a document says of a client's authority. A list that is absent is not looked at, not even with `--prune`. */
export interface AuthorityInput {
  readonly root?: RootInput | undefined;
  readonly roles?: readonly RoleInput[] | undefined;
  readonly resources?: readonly ResourceInput[] | undefined;
}

/** A group, which belongs to no client. */
export interface GroupInput {
  readonly id?: number | undefined;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly description?: string | undefined;
  /** A user, `client-<id>`, or `""` for nobody. */
  readonly owner?: string | undefined;
  readonly members?: readonly string[] | undefined;
}

/** A schema for each member of an input. */
export type Shape<Input> = { readonly [Member in keyof Input]-?: z.ZodType<Input[Member]> };

const ID = z.int().min(1).max(999_999_999_999_999);
// How long the texts of roles and resources may be is the kernel's affair.
const TEXT = text(0, 4096);
const REFERENCE = z.union([ID, TEXT], 'must be an id (a number) or a name');

/** The members of `MemberInput`. */
export const MEMBER_SHAPE: Shape<MemberInput> = {
  user_id: TEXT,
  role_type: z.enum(['normal', 'admin', 'super']).optional(),
  expires_at: z.iso.datetime({ offset: true, error: 'must be a time as RFC 3339 has it, with an offset' }).nullish(),
};

/** The members of `RootInput`. */
export const ROOT_SHAPE: Shape<RootInput> = {
  id: ID.optional(),
  name: TEXT.optional(),
  description: TEXT.optional(),
  members: z.array(z.strictObject(MEMBER_SHAPE)).optional(),
  groups: z.array(REFERENCE).optional(),
};

/** The members of `RoleInput`. */
export const ROLE_SHAPE: Shape<RoleInput> = {
  ...ROOT_SHAPE,
  resources: z.array(REFERENCE).optional(),
  roles: z.array(z.lazy((): z.ZodType<RoleInput> => ROLE_INPUT)).optional(),
};
const ROLE_INPUT: z.ZodType<RoleInput> = z.strictObject(ROLE_SHAPE);

/** The members of `ResourceInput`. */
export const RESOURCE_SHAPE: Shape<ResourceInput> = {
  id: ID.optional(),
  name: TEXT.optional(),
  description: TEXT.optional(),
  data: TEXT.optional(),
};

/** The members of `AuthorityInput`. */
export const AUTHORITY_SHAPE: Shape<AuthorityInput> = {
  root: z.strictObject(ROOT_SHAPE).optional(),
  roles: z.array(ROLE_INPUT).optional(),
  resources: z.array(z.strictObject(RESOURCE_SHAPE)).optional(),
};

/** The members of `GroupInput`; lengths as contract/authority.md §1 has them. */
export const GROUP_SHAPE: Shape<GroupInput> = {
  id: ID.optional(),
  name: text(1, 128).optional(),
  email: text(0, 254).optional(),
  description: text(0, 255).optional(),
  owner: TEXT.optional(),
  members: z.array(TEXT).optional(),
};
