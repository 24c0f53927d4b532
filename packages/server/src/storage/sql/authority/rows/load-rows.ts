import { type Kysely, type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { ClientRows, PeopleRows } from '../../../../authority/authority-store.ts';
import type { Membership } from '../../../../authority/model.ts';
import type { Connection } from '../../connection.ts';
import { type Statement, statement } from '../../statement.ts';
import type { Tables } from '../../tables/tables.ts';
import { RESOURCE_COLUMNS, resourceOf } from './resource-rows.ts';
import { ROLE_COLUMNS, roleOf } from './role-rows.ts';

interface Moment {
  readonly client_id: number;
  readonly at: number;
}

interface Page extends Moment {
  readonly after: string;
  readonly limit: number;
}

/** Lets others have their turn; between the pages in which much is read. */
export type Pause = () => Promise<unknown>;

const PAGE_ROWS = 1_000;

/** Says of a table's rows that they hold. */
type Holding = (table: string) => RawBuilder<SqlBool>;
type Build<T extends keyof Tables, R> = (db: Kysely<Tables>, given: Moment, holding: Holding) => SelectQueryBuilder<Tables, T, R>;

/**
 * One statement for what holds now, one for a page of that by the rows' keys, and one for what held at a moment; of this, one for
 * a page of what holds still, and one for what has ended since.
 */
interface Timed<R> {
  readonly now: Statement<Moment, R>;
  readonly page: Statement<Page, R & { readonly row_key: string }>;
  readonly past: Statement<Moment, R>;
  readonly pastPage: Statement<Page, R & { readonly row_key: string }>;
  readonly pastEnded: Statement<Moment, R>;
}

type HistoryTable = 'roles' | 'resources' | 'role_resources' | 'role_users' | 'role_groups' | 'group_users';

function timed<T extends HistoryTable, R>(name: T, build: Build<T, R>): Timed<R> {
  const key = sql<string>`${sql.ref(`${name}.id`)}`;
  const stillHolds: Holding = (table) => sql`${sql.ref(`${table}.valid_to`)} is null`;
  const from = (table: string, at: number): RawBuilder<SqlBool> => sql`${sql.ref(`${table}.valid_from`)} <= ${at}`;
  const stood =
    ({ at }: Moment): Holding =>
    (table) =>
      sql`${from(table, at)} and ${stillHolds(table)}`;
  const ended =
    ({ at }: Moment): Holding =>
    (table) =>
      sql`${from(table, at)} and ${sql.ref(`${table}.valid_to`)} > ${at}`;
  const page = (holding: (given: Moment) => Holding): Timed<R>['page'] =>
    statement((db, given: Page) =>
      build(db, given, holding(given))
        .select(key.as('row_key'))
        .where(sql<SqlBool>`${key} > ${given.after}`)
        .orderBy(key)
        .limit(given.limit),
    );
  return {
    now: statement((db, given: Moment) => build(db, given, stillHolds)),
    page: page(() => stillHolds),
    pastPage: page(stood),
    pastEnded: statement((db, given: Moment) => build(db, given, ended(given))),
    // In two parts, since no index finds both at once: only what ended since is read of what is over.
    past: statement((db, given: Moment) => build(db, given, stood(given)).unionAll(build(db, given, ended(given)))),
  };
}

const ROLES = timed('roles', (db, given, holding) =>
  db.selectFrom('roles').select(ROLE_COLUMNS).where('client_id', '=', given.client_id).where(holding('roles')),
);

const RESOURCES = timed('resources', (db, given, holding) =>
  db.selectFrom('resources').select(RESOURCE_COLUMNS).where('client_id', '=', given.client_id).where(holding('resources')),
);

const LINKS = timed('role_resources', (db, given, holding) =>
  db
    .selectFrom('role_resources')
    .select(['role_id as roleId', 'resource_id as resourceId'])
    .where('client_id', '=', given.client_id)
    .where(holding('role_resources')),
);

const MEMBERSHIPS = timed('role_users', (db, given, holding) =>
  db
    .selectFrom('role_users')
    .select(['role_id as roleId', 'user_id as userId', 'type', 'expires_at as expiresAt', 'granted_by as grantedBy'])
    .where('client_id', '=', given.client_id)
    .where(holding('role_users')),
);

const GROUPS = timed('role_groups', (db, given, holding) =>
  db
    .selectFrom('role_groups')
    .select(['role_id as roleId', 'group_id as groupId'])
    .where('client_id', '=', given.client_id)
    .where(holding('role_groups')),
);

const GROUP_USERS = timed('group_users', (db, _, holding) =>
  db.selectFrom('group_users').select(['group_id as groupId', 'user_id as userId']).where(holding('group_users')),
);

const ACTIVE = {
  now: statement((db, _: Moment) => db.selectFrom('users').select('id').where('status', '=', 'active')),
  page: statement((db, given: Page) =>
    db
      .selectFrom('users')
      .select(['id', 'id as row_key'])
      .where('status', '=', 'active')
      .where('id', '>', given.after)
      .orderBy('id')
      .limit(given.limit),
  ),
};

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

/** Of when, and whether with pauses, rows are read. */
export interface Reading {
  readonly at?: number | undefined;
  readonly pause?: Pause | undefined;
}

/** Reads a client's rows that hold now, or held at a moment. Others may write between its statements. */
export async function readClientRows(
  connection: Connection,
  clientId: number,
  { at, pause }: Reading,
): Promise<Omit<ClientRows, 'clientId' | 'epoch'>> {
  const [when, moment] = momentOf(clientId, at);
  const read = async <R extends object, T>(rows: Timed<R>, convert: (row: R) => T): Promise<T[]> => {
    if (pause === undefined) return (await rows[when].all(connection, moment)).map(convert);
    const reading = { connection, moment, pause };
    if (when === 'now') return readPages({ ...reading, page: rows.page }, convert);
    const standing = await readPages({ ...reading, page: rows.pastPage }, convert);
    await pause();
    return standing.concat((await rows.pastEnded.all(connection, moment)).map(convert));
  };
  return {
    roles: await read(ROLES, roleOf),
    resources: await read(RESOURCES, resourceOf),
    links: await read(LINKS, ({ roleId, resourceId }) => ({ roleId, resourceId })),
    memberships: await read(MEMBERSHIPS, membershipOf),
    groups: await read(GROUPS, ({ roleId, groupId }) => ({ roleId, groupId })),
  };
}

/** Reads who is active and who is in which group. Others may write between its statements. */
export async function readPeople(connection: Connection, pause: Pause | undefined): Promise<Omit<PeopleRows, 'epoch'>> {
  const [, moment] = momentOf(0, undefined);
  const idOf = ({ id }: { readonly id: string }): string => id;
  const groupUserOf = ({ groupId, userId }: PeopleRows['groupUsers'][number]): PeopleRows['groupUsers'][number] => ({
    groupId,
    userId,
  });
  if (pause === undefined) {
    const groupUsers = await GROUP_USERS.now.all(connection, moment);
    return { activeUsers: (await ACTIVE.now.all(connection, moment)).map(idOf), groupUsers: groupUsers.map(groupUserOf) };
  }
  const reading = { connection, moment, pause };
  return {
    activeUsers: await readPages({ ...reading, page: ACTIVE.page }, idOf),
    groupUsers: await readPages({ ...reading, page: GROUP_USERS.page }, groupUserOf),
  };
}

interface PagesReading<R> {
  readonly connection: Connection;
  readonly page: Statement<Page, R & { readonly row_key: string }>;
  readonly moment: Moment;
  readonly pause: Pause;
}

async function readPages<R, T>({ connection, page, moment, pause }: PagesReading<R>, convert: (row: R) => T): Promise<T[]> {
  const found: T[] = [];
  for (let after = ''; ; ) {
    const rows = await page.all(connection, { ...moment, after, limit: PAGE_ROWS });
    for (const row of rows) found.push(convert(row));
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) return found;
    after = last.row_key;
    await pause();
  }
}

// Made anew, since a row of the driver takes twice the room.
function membershipOf({ roleId, userId, type, expiresAt, grantedBy }: Membership): Membership {
  return { roleId, userId, type, expiresAt, grantedBy };
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
