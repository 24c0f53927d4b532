import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { noneHolds, placeOf, rangeCheck } from './condition.ts';
import type { RangeCheck } from './range-check.ts';

const ROLE = [
  ['role', 'role_id'],
  ['of client', 'client_id'],
] as const;
const holdsNow = sql<SqlBool>`it.valid_to is null`;

const noRole = broken(noneHolds('roles', sql`other.role_id = it.role_id and other.client_id = it.client_id`));
const NO_ROLE = 'there is no such role in this client';

function broken(...conditions: readonly RawBuilder<SqlBool>[]): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.join([holdsNow, ...conditions], sql` and `)}`;
}

/** Rule 3: whatever is in a tree belongs to a client. What the tree itself must be is verified client by client. */
export const ROLE_CHECKS: readonly RangeCheck[] = (['roles', 'resources'] as const).map((table) =>
  rangeCheck(table, 'id', [
    {
      place: placeOf(
        table === 'roles'
          ? ROLE
          : [
              ['resource', 'resource_id'],
              ['of client', 'client_id'],
            ],
      ),
      broken: broken(sql<SqlBool>`not exists (select 1 from clients where clients.id = it.client_id)`),
      problem: 'there is no such client',
    },
  ]),
);

/** Rule 5: a role holds resources of its client, and none that its parent lacks. */
export const LINK_CHECKS: readonly RangeCheck[] = [
  rangeCheck('role_resources', 'id', [
    {
      place: placeOf([
        ['resource', 'resource_id'],
        ['in role', 'role_id'],
        ['of client', 'client_id'],
      ]),
      broken: noRole,
      problem: NO_ROLE,
    },
    {
      place: placeOf([
        ['resource', 'resource_id'],
        ['in role', 'role_id'],
        ['of client', 'client_id'],
      ]),
      broken: broken(noneHolds('resources', sql`other.resource_id = it.resource_id and other.client_id = it.client_id`)),
      problem: 'there is no such resource in this client',
    },
    {
      place: placeOf([
        ['resource', 'resource_id'],
        ['in role', 'role_id'],
        ['of client', 'client_id'],
      ]),
      broken: broken(sql<SqlBool>`exists (
        select 1 from roles as role where role.role_id = it.role_id and role.valid_to is null and role.parent_id <> -1
        and not exists (select 1 from role_resources as above where above.role_id = role.parent_id
          and above.resource_id = it.resource_id and above.valid_to is null))`),
      problem: 'the role above does not hold it (rule 5)',
    },
  ]),
];

const MEMBER = [
  ['user', 'user_id'],
  ['in role', 'role_id'],
  ['of client', 'client_id'],
] as const;
const GROUP_IN_ROLE = [
  ['group', 'group_id'],
  ['in role', 'role_id'],
  ['of client', 'client_id'],
] as const;
const noGroup = broken(sql<SqlBool>`not exists (select 1 from groups as g where g.id = it.group_id and g.deleted = 0)`);

/** Rules 6 and 9: users and groups that are in roles are there, and so are the roles. */
export const MEMBERSHIP_CHECKS: readonly RangeCheck[] = [
  rangeCheck('role_users', 'id', [
    { place: placeOf(MEMBER), broken: noRole, problem: NO_ROLE },
    {
      place: placeOf(MEMBER),
      broken: broken(sql<SqlBool>`not exists (select 1 from users where users.id = it.user_id)`),
      problem: 'there is no such user',
    },
    {
      place: placeOf(MEMBER),
      broken: broken(sql<SqlBool>`it.type not in ('normal', 'admin', 'super')`),
      problem: 'the type of the membership is none of normal, admin and super',
    },
  ]),
  rangeCheck('role_groups', 'id', [
    { place: placeOf(GROUP_IN_ROLE), broken: noRole, problem: NO_ROLE },
    { place: placeOf(GROUP_IN_ROLE), broken: noGroup, problem: 'there is no such group' },
  ]),
];

/** Who is in groups. */
export const GROUP_CHECKS: readonly RangeCheck[] = [
  rangeCheck('group_users', 'id', [
    {
      place: placeOf([
        ['user', 'user_id'],
        ['in group', 'group_id'],
      ]),
      broken: noGroup,
      problem: 'there is no such group',
    },
    {
      place: placeOf([
        ['user', 'user_id'],
        ['in group', 'group_id'],
      ]),
      broken: broken(sql<SqlBool>`not exists (select 1 from users where users.id = it.user_id)`),
      problem: 'there is no such user',
    },
  ]),
];
