import { z } from 'zod';
import {
  asOf,
  dryRun,
  flag,
  type Instant,
  id,
  oneOrLone,
  optionalText,
  queryId,
  queryIds,
  queryInstant,
  text,
  userId,
  wireInstant,
} from './fields.ts';
import { type ResourceWire, resourceWire } from './resource.ts';

/** What a member of a role counts as; each has what the ones before it have (contract/authority.md §2, rule 6). */
export type RoleTypeWire = 'normal' | 'admin' | 'super';

export const roleTypeWire: z.ZodType<RoleTypeWire> = z
  .enum(['normal', 'admin', 'super'])
  .meta({ id: 'RoleType', description: 'What a member counts as; each has what the ones before it have.' });

/** A user as shown beside a role; the optional members are there with `user:read`. Never a password or secret. */
export interface MemberWire {
  readonly id: string;
  readonly fullname: string;
  readonly type: string;
  readonly email?: string | undefined;
  readonly wechat?: string | undefined;
  readonly phone?: string | undefined;
  readonly dn?: string | undefined;
  readonly organization?: string | undefined;
  readonly status?: string | undefined;
}

/** A role; the relations are there only when asked for and not empty (contract/authority.md §5). */
export interface RoleWire {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly parent_id: number;
  readonly client_id: number;
  readonly created_by: string;
  readonly updated_by: string;
  readonly created: Instant;
  readonly updated: Instant;
  /** Only in answers about a user. */
  readonly role_type?: RoleTypeWire | undefined;
  readonly resources?: readonly { readonly role_id: number; readonly resource: ResourceWire }[] | undefined;
  readonly users?:
    | readonly { readonly role_id: number; readonly role_type: RoleTypeWire; readonly user: MemberWire }[]
    | undefined;
  readonly children?: readonly RoleWire[] | undefined;
}

const memberWire: z.ZodType<MemberWire> = z
  .object({
    id: z.string(),
    fullname: z.string(),
    type: z.string(),
    email: z.string().optional(),
    wechat: z.string().optional(),
    phone: z.string().optional(),
    dn: z.string().optional(),
    organization: z.string().optional(),
    status: z.string().optional(),
  })
  .meta({ id: 'Member', description: 'A user beside a role; the optional members are there with `user:read`.' });

export const roleWire: z.ZodType<RoleWire> = z
  .object({
    id,
    name: z.string(),
    description: z.string(),
    parent_id: z.int().describe('The role above; -1 for the root.'),
    client_id: id,
    created_by: z.string(),
    updated_by: z.string(),
    created: wireInstant,
    updated: wireInstant,
    role_type: roleTypeWire.optional().describe('Only in answers about a user: what they count as in the role.'),
    resources: z.array(z.object({ role_id: id, resource: resourceWire })).optional(),
    users: z.array(z.object({ role_id: id, role_type: roleTypeWire, user: memberWire })).optional(),
    get children(): z.ZodType<readonly RoleWire[] | undefined> {
      return z.array(roleWire).optional();
    },
  })
  .meta({ id: 'Role', description: 'A role; relations are there only when asked for and not empty.' });

export const roleListWire: z.ZodType<readonly RoleWire[]> = z.array(roleWire);

/** The body of `POST /roles` and `POST /roles/2,3`. */
export interface NewRole {
  readonly name: string;
  readonly description: string;
  readonly parent_id: number;
}

export const newRole: z.ZodType<NewRole> = oneOrLone(
  z
    .object({ name: text(1, 255), description: optionalText(255), parent_id: id.describe('The role above the new one.') })
    .meta({ id: 'NewRole' }),
);

/** The body of `PUT /roles`. */
export interface RoleChange {
  readonly id: number;
  readonly name: string;
  readonly description: string;
}

export const roleChange: z.ZodType<RoleChange> = oneOrLone(
  z.object({ id, name: text(1, 255), description: optionalText(255) }).meta({ id: 'RoleChange' }),
);

/** The answer of `DELETE /roles/:id`. */
export const roleDeletion: z.ZodType<{ del_role_num: number; del_role_resource_num: number; del_role_user_num: number }> = z
  .object({
    del_role_num: z.int(),
    del_role_resource_num: z.int(),
    del_role_user_num: z.int(),
  })
  .meta({ id: 'RoleDeletion', description: 'How many roles, links and memberships ended.' });

/** Which relations a role is answered with, and as of when (milliseconds since 1970). */
export interface RoleRelations {
  readonly relate_user?: boolean | undefined;
  readonly relate_resource?: boolean | undefined;
  readonly is_tree?: boolean | undefined;
  readonly at?: number | undefined;
}

const relations = {
  relate_user: flag.optional().describe('Whether each role comes with its members, in `users`.'),
  relate_resource: flag.optional().describe('Whether each role comes with its resources.'),
  is_tree: flag.optional().describe('Whether roles are nested in `children` instead of listed.'),
  at: asOf,
};

/** The query of `GET /roles`. */
export const rolesQuery: z.ZodType<RoleRelations> = z.object(relations);

/** The query of `GET /roles/search`. */
export const roleSearchQuery: z.ZodType<RoleRelations & { readonly role_name: string }> = z.object({
  ...relations,
  role_name: text(0, 255).describe('Part of a name, in any case.'),
});

/** The query of `GET /roles/batch`. */
export const roleBatchQuery: z.ZodType<RoleRelations & { readonly role_ids: readonly number[] }> = z.object({
  ...relations,
  role_ids: queryIds.describe('Role ids: repeated, or separated by commas.'),
});

/** The query of `GET /roleTree`. */
export interface RoleTreeQuery extends RoleRelations {
  readonly role_id?: number | undefined;
  readonly relate_children?: boolean | undefined;
}

export const roleTreeQuery: z.ZodType<RoleTreeQuery> = z.object({
  ...relations,
  role_id: queryId.optional().describe('The role to start from; the root when absent.'),
  relate_children: flag.optional().describe('Whether everything below the role comes with it.'),
});

/** The query of `GET /userRoles`. */
export interface UserRolesQuery extends RoleRelations {
  readonly user_id?: string | undefined;
  readonly role_type?: RoleTypeWire | '' | undefined;
  readonly is_all?: boolean | undefined;
  readonly is_route?: boolean | undefined;
}

/** The least that somebody must count as in a role. */
export const leastType: z.ZodType<RoleTypeWire | '' | undefined> = z
  .enum(['', 'normal', 'admin', 'super'])
  .optional()
  .describe('Only roles in which the user counts as at least this; `normal` when absent or empty.');

export const userRolesQuery: z.ZodType<UserRolesQuery> = z.object({
  ...relations,
  user_id: userId.optional().describe('The user who is asked about; the caller when absent.'),
  role_type: leastType,
  is_all: flag.optional().describe('Whether all roles below are answered too.'),
  is_route: flag.optional().describe('Whether the roles on the way up to the root are answered too.'),
});

/** The query of `POST /roles/:role_id/restore`. */
export const restoreQuery: z.ZodType<{ readonly at: number; readonly dry_run?: boolean | undefined }> = z.object({
  at: queryInstant.describe('The moment to go back to, RFC 3339 with an offset, such as `2026-11-03T08:05:00+08:00`.'),
  dry_run: dryRun,
});

/** The answer of `POST /roles/:role_id/restore`: how many changes it took. */
export const restoration: z.ZodType<{ changes: number }> = z.object({ changes: z.int() }).meta({ id: 'Restoration' });
