import { z } from 'zod';
import {
  asOf,
  type ChangeQuery,
  dryRun,
  type Instant,
  id,
  instant,
  listOrOne,
  oneOrMore,
  queryId,
  queryUserIds,
  userId,
  wireInstant,
} from './fields.ts';
import { type RoleTypeWire, roleTypeWire } from './role.ts';

/** A membership; `expires_at` where it has an end. */
export interface RoleUserWire {
  readonly role_id: number;
  readonly user_id: string;
  readonly role_type: RoleTypeWire;
  readonly expires_at?: Instant | undefined;
}

export const roleUserWire: z.ZodType<RoleUserWire> = z
  .object({
    role_id: id,
    user_id: z.string(),
    role_type: roleTypeWire,
    expires_at: wireInstant.optional().describe('When it ends; absent: never.'),
  })
  .meta({ id: 'Membership', description: 'A user in a role.' });

export const roleUserListWire: z.ZodType<readonly RoleUserWire[]> = z.array(roleUserWire);

/** A membership as asked for; the path names the role where the entry does not. `expires_at` is in milliseconds since 1970. */
export interface RoleUserWish {
  readonly role_id?: number | undefined;
  readonly user_id: string;
  readonly role_type: RoleTypeWire;
  /** Absent: as it was; `null`: without an end. */
  readonly expires_at?: number | null | undefined;
}

// contract/authority.md §1: absent or empty, the type is `normal`.
const wishedType: z.ZodType<RoleTypeWire> = z
  .enum(['normal', 'admin', 'super', ''])
  .default('normal')
  .transform((type) => (type === '' ? 'normal' : type));

const roleUserWish: z.ZodType<RoleUserWish> = z
  .object({
    role_id: id.optional().describe('The role, where the path does not name it.'),
    user_id: userId,
    role_type: wishedType.describe('`normal` when absent or empty.'),
    expires_at: instant.nullish().describe('When it ends; absent: as it was; `null`: never.'),
  })
  .meta({ id: 'MembershipWish', description: 'A membership as asked for.' });

/** The body of `POST /roleUsers`, with or without a role in the path. */
export const roleUserWishes: z.ZodType<readonly RoleUserWish[]> = listOrOne(roleUserWish);

/** The body of `PUT /roleUsers/:role_id`: the answer has the same form. */
export const roleUserChange: z.ZodType<RoleUserWish | readonly RoleUserWish[]> = oneOrMore(roleUserWish);

/** Names one membership in `DELETE /roleUsers`: `"user"` where the path names the role. */
export type RoleUserKey = string | { readonly role_id?: number | undefined; readonly user_id: string };

export const roleUserKeys: z.ZodType<readonly RoleUserKey[]> = listOrOne(
  z.union([userId, z.object({ role_id: id.optional(), user_id: userId }).meta({ id: 'MembershipKey' })]),
);

const ofRole = queryId.optional().describe('The role, where the path does not name it.');

/** The query of a read of one role, or of all where none is named. */
export interface OfRoleQuery {
  readonly role_id?: number | undefined;
  readonly at?: number | undefined;
}

export const ofRoleQuery: z.ZodType<OfRoleQuery> = z.object({ role_id: ofRole, at: asOf });

/** The query of a change of one role's rows, where the path need not name the role. */
export interface OfRoleChangeQuery extends ChangeQuery {
  readonly role_id?: number | undefined;
}

export const ofRoleChangeQuery: z.ZodType<OfRoleChangeQuery> = z.object({
  role_id: ofRole,
  dry_run: dryRun,
});

/** The query of `GET /userRoles/users`. */
export const membershipsQuery: z.ZodType<{ readonly user_ids: readonly string[]; readonly at?: number | undefined }> = z.object({
  user_ids: queryUserIds.describe('User ids: repeated, or separated by commas.'),
  at: asOf,
});
