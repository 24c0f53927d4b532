import { type Compilable, type Kysely, sql } from 'kysely';
import type { AuditFilter } from '../../../observability/audit.ts';
import type { Connection, SqlValue } from '../connection.ts';
import { type Statement, statement } from '../statement.ts';
import type { AuditRow } from '../tables/audit-tables.ts';
import type { Tables } from '../tables/tables.ts';
import { AUDIT_COLUMNS } from './audit-row.ts';

type Conditions = Omit<AuditFilter, 'limit'>;
type Condition = keyof Conditions;
type Given = Readonly<Record<string, SqlValue>>;

// A client's rows are its chain, which is in the order of time.
const CONDITIONS = {
  before: ['audit.id', '<'],
  clientId: ['chain', '='],
  action: ['action', '='],
  from: ['at', '>='],
  to: ['at', '<='],
} as const satisfies Record<Exclude<Condition, 'userId'>, readonly [string, '<' | '=' | '>=' | '<=']>;

const ORDER: readonly Condition[] = ['before', 'userId', 'clientId', 'action', 'from', 'to'];

// One statement for each set of conditions, so that each is planned for the index it can use: 64 at most of a kind.
const lists = new Map<string, Statement<Given, AuditRow>>();
const counts = new Map<string, Statement<Given, { count: number }>>();

/** Rows under all the conditions that are given, newest first. */
export async function listRows(
  connection: Connection,
  filter: Conditions,
  page: { readonly limit: number; readonly offset: number },
): Promise<AuditRow[]> {
  const conditions = ORDER.filter((condition) => filter[condition] !== undefined);
  const list = compiledOnce(lists, conditions, (db, given) =>
    db
      .selectFrom(matching(db, conditions, given).as('matching'))
      .innerJoin('audit', 'audit.id', 'matching.id')
      .select(qualifiedColumns())
      .orderBy('audit.id', 'desc')
      .limit(sql<number>`${given['limit']}`)
      .offset(sql<number>`${given['offset']}`),
  );
  return list.all(connection, { ...filter, ...page, depth: page.offset + page.limit });
}

/** How many rows there are under all the conditions that are given, counted up to `limit`. */
export async function countRows(connection: Connection, filter: Conditions, limit: number): Promise<number> {
  const conditions = ORDER.filter((condition) => filter[condition] !== undefined);
  const count = compiledOnce(counts, conditions, (db, given) =>
    db
      .selectFrom(
        db
          .selectFrom(matching(db, conditions, given).as('matching'))
          .select('id')
          .limit(sql<number>`${given['depth']}`)
          .as('counted'),
      )
      .select((eb) => eb.fn.countAll<number>().as('count')),
  );
  return (await count.first(connection, { ...filter, depth: limit }))?.count ?? 0;
}

function compiledOnce<R>(
  statements: Map<string, Statement<Given, R>>,
  conditions: readonly Condition[],
  build: (db: Kysely<Tables>, given: Given) => Compilable<R>,
): Statement<Given, R> {
  const name = conditions.join();
  const compiled = statements.get(name) ?? statement(build);
  statements.set(name, compiled);
  return compiled;
}

/** The ids of at most `depth` of the newest rows; of a user those in which it is the user and those that mention it. */
function matching(db: Kysely<Tables>, conditions: readonly Condition[], given: Given) {
  const plain = conditions.filter((condition) => condition !== 'userId');
  if (plain.length === conditions.length) {
    // Each in an order in which an index has them.
    return newest(db, plain, given).orderBy(plain.includes('clientId') ? 'audit.sequence' : 'audit.id', 'desc');
  }
  const about = newest(db, plain, given).orderBy('audit.id', 'desc').where('audit.user_id', '=', sql<string>`${given['userId']}`);
  const mentioning = newest(db, plain, given)
    .innerJoin('audit_mentions', 'audit_mentions.audit_id', 'audit.id')
    .orderBy('audit_mentions.audit_id', 'desc')
    .where('audit_mentions.user_id', '=', sql<string>`${given['userId']}`);
  return db
    .selectFrom(about.as('about'))
    .select('id')
    .union(db.selectFrom(mentioning.as('mentioning')).select('id'));
}

function newest(db: Kysely<Tables>, conditions: readonly Exclude<Condition, 'userId'>[], given: Given) {
  let query = db.selectFrom('audit').select('audit.id').limit(sql<number>`${given['depth']}`);
  for (const condition of conditions) {
    const [column, operator] = CONDITIONS[condition];
    query = query.where(column, operator, given[condition] as never);
  }
  return query;
}

function qualifiedColumns(): `audit.${(typeof AUDIT_COLUMNS)[number]}`[] {
  return AUDIT_COLUMNS.map((column) => `audit.${column}` as const);
}
