import { type SqlBool, sql } from 'kysely';
import { placeOf, type Rule, rangeCheck } from './condition.ts';
import type { RangeCheck } from './range-check.ts';

const backwards = (place: Rule['place']): Rule => ({
  place,
  broken: sql<SqlBool>`it.valid_to < it.valid_from`,
  problem: 'it ended before it began',
});

const twice = (place: Rule['place'], table: 'role_users' | 'group_users', column: 'role_id' | 'group_id'): Rule => ({
  place,
  broken: sql<SqlBool>`exists (select 1 from ${sql.table(table)} as other where other.user_id = it.user_id
    and ${sql.ref(`other.${column}`)} = ${sql.ref(`it.${column}`)} and other.id > it.id
    and (it.valid_to is null or other.valid_from < it.valid_to) and (other.valid_to is null or other.valid_to > it.valid_from))`,
  problem: 'it held twice at the same time',
});

const MEMBER = placeOf([
  ['user', 'user_id'],
  ['in role', 'role_id'],
]);
const GROUP_USER = placeOf([
  ['user', 'user_id'],
  ['in group', 'group_id'],
]);

/** Intervals: none ends before it begins, and nobody was in the same place twice at once. */
export const HISTORY_CHECKS: readonly RangeCheck[] = [
  rangeCheck('roles', 'id', [backwards(placeOf([['role', 'role_id']]))]),
  rangeCheck('resources', 'id', [backwards(placeOf([['resource', 'resource_id']]))]),
  rangeCheck('role_resources', 'id', [
    backwards(
      placeOf([
        ['resource', 'resource_id'],
        ['in role', 'role_id'],
      ]),
    ),
  ]),
  rangeCheck('role_groups', 'id', [
    backwards(
      placeOf([
        ['group', 'group_id'],
        ['in role', 'role_id'],
      ]),
    ),
  ]),
  rangeCheck('role_users', 'id', [backwards(MEMBER), twice(MEMBER, 'role_users', 'role_id')]),
  rangeCheck('group_users', 'id', [backwards(GROUP_USER), twice(GROUP_USER, 'group_users', 'group_id')]),
  rangeCheck('user_pauses', 'user_id', [backwards(placeOf([['pause of user', 'user_id']]))]),
];

const grantOf = (table: string, same: string): Rule => ({
  place: placeOf([[table, 'id']]),
  broken: sql<SqlBool>`not exists (select 1 from grants where grants.id = it.grant_id and grants.client_id = it.client_id
    and ${sql.raw(same)})`,
  problem: 'it hangs on no grant of its client and user',
});

const ANY = '1 = 1';
const SAME_USER = "coalesce(grants.user_id, '') = coalesce(it.user_id, '')";

/** Everything issued hangs on a grant to the same client, for the same user. */
export const TOKEN_CHECKS: readonly RangeCheck[] = [
  rangeCheck('codes', 'id', [grantOf('code', ANY)]),
  rangeCheck('access_tokens', 'id', [grantOf('access token', SAME_USER)]),
  rangeCheck('refresh_tokens', 'id', [
    grantOf('refresh token', ANY),
    {
      place: placeOf([['refresh token', 'id']]),
      broken: sql<SqlBool>`(it.rotated_at is null) <> (it.successor_id is null)`,
      problem: 'it was used without a successor, or has one without having been used',
    },
  ]),
];
