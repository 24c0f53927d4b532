import { z } from 'zod';
import { type Instant, id, queryId, queryInstant, text, userId, wireInstant } from './fields.ts';
import { type RoleTypeWire, roleTypeWire } from './role.ts';
import { type RoleUserWire, roleUserWire } from './role-user.ts';

/** The query of `GET /explain`: one of `resource_id` and `resource_name`. */
export interface ExplainQuery {
  readonly user_id: string;
  readonly resource_id?: number | undefined;
  readonly resource_name?: string | undefined;
  readonly at?: number | undefined;
}

export const explainQuery: z.ZodType<ExplainQuery> = z.object({
  user_id: userId,
  resource_id: queryId.optional(),
  resource_name: text(1, 128).optional(),
  at: queryInstant.optional(),
});

/** A role by its id and name. */
export interface RoleNameWire {
  readonly id: number;
  readonly name: string;
}

/** One way in which a user holds a resource: a membership of a role that holds it, by a group where `group` says so. */
export interface PathWire {
  readonly role: RoleNameWire;
  readonly role_type: RoleTypeWire;
  readonly expires_at?: Instant | undefined;
  readonly group?: string | undefined;
  /** Roles below, which the membership reaches too, that hold the resource: how many, and the first of them. */
  readonly inherited: { readonly count: number; readonly first: readonly RoleNameWire[] };
}

/** A change that would let the user hold the resource, and the first of those who may make it. */
export interface GrantWire {
  /** `membership`: the user becomes `normal` in the role. `link`: the role, where the user is, gets the resource. */
  readonly kind: 'membership' | 'link';
  readonly role: RoleNameWire;
  /** How many (user, resource) pairs it gives beyond what is held: the smaller, the better. */
  readonly gives: number;
  readonly entitled: readonly RoleUserWire[];
  readonly more_entitled: boolean;
}

/** Why the user holds one resource, or does not. */
export interface ResourceExplanationWire {
  readonly resource_id: number;
  readonly resource_name: string;
  readonly decision: 'allow' | 'deny';
  /** For *allow*: the paths that the caller sees. */
  readonly paths: readonly PathWire[];
  /** For *deny*: memberships that would allow it and have expired. */
  readonly expired: readonly RoleUserWire[];
  /** For *deny*: the smallest grants that would allow it, at most 20. */
  readonly grants: readonly GrantWire[];
}

/** The answer of `GET /explain`: *allow* when any of the resources is held. */
export interface ExplanationWire {
  readonly user_id: string;
  readonly decision: 'allow' | 'deny';
  /** A user who is not active holds nothing, whatever is granted. */
  readonly active: boolean;
  /** The resource of the id, or those of the name: at most 20, held ones first. */
  readonly resources: readonly ResourceExplanationWire[];
}

const roleName = z.object({ id, name: z.string() });
const decision = z.enum(['allow', 'deny']);

export const explanationWire: z.ZodType<ExplanationWire> = z.object({
  user_id: z.string(),
  decision,
  active: z.boolean(),
  resources: z.array(
    z.object({
      resource_id: id,
      resource_name: z.string(),
      decision,
      paths: z.array(
        z.object({
          role: roleName,
          role_type: roleTypeWire,
          expires_at: wireInstant.optional(),
          group: z.string().optional(),
          inherited: z.object({ count: z.int(), first: z.array(roleName) }),
        }),
      ),
      expired: z.array(roleUserWire),
      grants: z.array(
        z.object({
          kind: z.enum(['membership', 'link']),
          role: roleName,
          gives: z.int(),
          entitled: z.array(roleUserWire),
          more_entitled: z.boolean(),
        }),
      ),
    }),
  ),
});
