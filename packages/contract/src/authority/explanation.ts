import { z } from 'zod';
import { asOf, type Instant, id, queryId, text, userId, wireInstant } from './fields.ts';
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
  user_id: userId.describe('The user who is asked about.'),
  resource_id: queryId.optional().describe('A resource: this, or `resource_name`.'),
  resource_name: text(1, 128).optional().describe('The name of a resource: this, or `resource_id`.'),
  at: asOf,
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

const roleName = z.object({ id, name: z.string() }).meta({ id: 'RoleName' });
const decision = z.enum(['allow', 'deny']);

const path = z
  .object({
    role: roleName,
    role_type: roleTypeWire,
    expires_at: wireInstant.optional(),
    group: z.string().optional().describe('The group by which the user is in the role.'),
    inherited: z
      .object({ count: z.int(), first: z.array(roleName) })
      .describe('Roles below, which the membership reaches too, that hold the resource.'),
  })
  .meta({ id: 'ExplainedPath', description: 'One way in which a user holds a resource.' });

const grant = z
  .object({
    kind: z
      .enum(['membership', 'link'])
      .describe('`membership`: the user becomes `normal` in the role. `link`: the role, where the user is, gets the resource.'),
    role: roleName,
    gives: z.int().describe('How many pairs of user and resource it gives beyond what is held: the smaller, the better.'),
    entitled: z.array(roleUserWire).describe('The first of those who may make it.'),
    more_entitled: z.boolean(),
  })
  .meta({ id: 'ExplainedGrant', description: 'A change that would let the user hold the resource.' });

const resource = z
  .object({
    resource_id: id,
    resource_name: z.string(),
    decision,
    paths: z.array(path).describe('For *allow*: the paths that the caller sees.'),
    expired: z.array(roleUserWire).describe('For *deny*: memberships that would allow it and have expired.'),
    grants: z.array(grant).describe('For *deny*: the smallest grants that would allow it, at most 20.'),
  })
  .meta({ id: 'ResourceExplanation', description: 'Why the user holds one resource, or does not.' });

export const explanationWire: z.ZodType<ExplanationWire> = z
  .object({
    user_id: z.string(),
    decision: decision.describe('*allow* when any of the resources is held.'),
    active: z.boolean().describe('A user who is not active holds nothing.'),
    resources: z.array(resource).describe('At most 20, held ones first.'),
  })
  .meta({ id: 'Explanation' });
