import { type Kysely, type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { ClientRows, PeopleRows } from '../../../../authority/authority-store.ts';
import type { Connection } from '../../connection.ts';
import { type Statement, statement } from '../../statement.ts';
import type { Tables } from '../../tables/tables.ts';
import { RESOURCE_COLUMNS, resourceOf } from './resource-rows.ts';
import { ROLE_COLUMNS, roleOf } from './role-rows.ts';

interface Moment {
  readonly client_id: number;
  readonly at: number;
}

/** Says of a table's rows that they hold. */
type Holding = (table: string) => RawBuilder<SqlBool>;
type Build<T extends keyof Tables, R> = (db: Kysely<Tables>, given: Moment, holding: Holding) => SelectQueryBuilder<Tables, T, R>;

/** One statement for what holds now, and one for what held at a moment. */
interface Timed<R> {
  readonly now: Statement<Moment, R>;
  readonly past: Statement<Moment, R>;
}

function timed<T extends keyof Tables, R>(build: Build<T, R>): Timed<R> {
  const stillHolds: Holding = (table) => sql`${sql.ref(`${table}.valid_to`)} is null`;
  const from = (table: string, at: number): RawBuilder<SqlBool> => sql`${sql.ref(`${table}.valid_from`)} <= ${at}`;
  return {
    now: statement((db, given: Moment) => build(db, given, stillHolds)),
    // In two parts, since no index finds both at once: only what ended since is read of what is over.
    past: statement((db, given: Moment) =>
      build(db, given, (table) => sql`${from(table, given.at)} and ${stillHolds(table)}`).unionAll(
        build(db, given, (table) => sql`${from(table, given.at)} and ${sql.ref(`${table}.valid_to`)} > ${given.at}`),
      ),
    ),
  };
}

const ROLES = timed((db, given, holding) =>
  db.selectFrom('roles').select(ROLE_COLUMNS).where('client_id', '=', given.client_id).where(holding('roles')),
);

const RESOURCES = timed((db, given, holding) =>
  db.selectFrom('resources').select(RESOURCE_COLUMNS).where('client_id', '=', given.client_id).where(holding('resources')),
);

const LINKS = timed((db, given, holding) =>
  db
    .selectFrom('role_resources')
    .select(['role_id as roleId', 'resource_id as resourceId'])
    .where('client_id', '=', given.client_id)
    .where(holding('role_resources')),
);

const MEMBERSHIPS = timed((db, given, holding) =>
  db
    .selectFrom('role_users')
    .select(['role_id as roleId', 'user_id as userId', 'type', 'expires_at as expiresAt', 'granted_by as grantedBy'])
    .where('client_id', '=', given.client_id)
    .where(holding('role_users')),
);

const GROUPS = timed((db, given, holding) =>
  db
    .selectFrom('role_groups')
    .select(['role_id as roleId', 'group_id as groupId'])
    .where('client_id', '=', given.client_id)
    .where(holding('role_groups')),
);

const GROUP_USERS = timed((db, _, holding) =>
  db.selectFrom('group_users').select(['group_id as groupId', 'user_id as userId']).where(holding('group_users')),
);

const ACTIVE = statement((db, _: Record<never, never>) => db.selectFrom('users').select('id').where('status', '=', 'active'));

const INACTIVE = {
  // A literal condition, so that the index of such users is used.
  now: statement((db, _: Moment) => db.selectFrom('users').select('id').where(sql<boolean>`status <> 'active'`)),
  past: statement((db, given: Moment) =>
    db
      .selectFrom('user_pauses')
      .select('user_id as id')
      .where('valid_from', '<=', given.at)
      .where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', given.at)])),
  ),
};

/** Reads a client's rows that hold now, or held at a moment. Others may write between its statements. */
export async function readClientRows(
  connection: Connection,
  clientId: number,
  at: number | undefined,
): Promise<Omit<ClientRows, 'clientId' | 'epoch'>> {
  const [when, moment] = momentOf(clientId, at);
  return {
    roles: (await ROLES[when].all(connection, moment)).map(roleOf),
    resources: (await RESOURCES[when].all(connection, moment)).map(resourceOf),
    links: await LINKS[when].all(connection, moment),
    memberships: await MEMBERSHIPS[when].all(connection, moment),
    groups: await GROUPS[when].all(connection, moment),
  };
}

/** Reads who is active and who is in which group. Others may write between its statements. */
export async function readPeople(connection: Connection): Promise<Omit<PeopleRows, 'epoch'>> {
  const [when, moment] = momentOf(0, undefined);
  return {
    activeUsers: (await ACTIVE.all(connection, {})).map(({ id }) => id),
    groupUsers: await GROUP_USERS[when].all(connection, moment),
  };
}

/** Reads who is, or at a moment was, frozen or deleted, and who in which group. Others may write between its statements. */
export async function readUnlistedPeople(
  connection: Connection,
  at: number | undefined,
): Promise<{ readonly inactive: readonly string[]; readonly groupUsers: PeopleRows['groupUsers'] }> {
  const [when, moment] = momentOf(0, at);
  return {
    inactive: (await INACTIVE[when].all(connection, moment)).map(({ id }) => id),
    groupUsers: await GROUP_USERS[when].all(connection, moment),
  };
}

function momentOf(clientId: number, at: number | undefined): readonly ['now' | 'past', Moment] {
  return [at === undefined ? 'now' : 'past', { client_id: clientId, at: at ?? 0 }];
}
