import { type Expression, type SqlBool, sql } from 'kysely';
import type { User, UserSearch } from '../../../identity/user/user.ts';
import type { Connection, SqlValue } from '../connection.ts';
import { type Statement, statement } from '../statement.ts';
import type { UserRow } from '../tables/identity-tables.ts';
import { userOf } from './user-row.ts';

type Condition = 'id' | 'fullname' | 'status';
type Given = Readonly<Record<Condition | 'fullname_as_given', string>> & { readonly offset: number; readonly limit: number };

interface Search {
  readonly page: Statement<Given, UserRow>;
  readonly count: Statement<Given, { readonly count: number }>;
}

// By two indexes, of which the second holds few: everybody is not read for a number.
const NOT_DELETED: Search['count'] = statement((db, _: Given) =>
  db.selectNoFrom(({ selectFrom, fn }) => {
    const everybody = selectFrom('users').select(fn.countAll<number>().as('all'));
    const deleted = selectFrom('users')
      .select(fn.countAll<number>().as('gone'))
      .where(sql<boolean>`status <> 'active'`)
      .where('status', '=', sql.lit('delete'));
    return sql<number>`${everybody} - ${deleted}`.as('count');
  }),
);

// One pair of statements for each set of conditions, so that none is paid for that is not asked: 8 at most.
const searches = new Map<string, Search>();

/** Looks users up by parts of their id and name; see `UserStore.search`. */
export async function searchUsers(
  connection: Connection,
  search: UserSearch,
): Promise<{ readonly total: number; readonly users: User[] }> {
  const conditions = (['id', 'fullname', 'status'] as const).filter((name) => search[name] !== undefined);
  const { page, count } = searchFor(conditions);
  const given = {
    id: part((search.id ?? '').toLowerCase()),
    fullname: part((search.fullname ?? '').toLowerCase()),
    fullname_as_given: part(search.fullname ?? ''),
    status: search.status ?? '',
    offset: search.offset,
    limit: search.limit,
  };
  const total = (await count.first(connection, given))?.count ?? 0;
  return { total, users: (await page.all(connection, given)).map(userOf) };
}

function searchFor(conditions: readonly Condition[]): Search {
  const name = conditions.join();
  const known = searches.get(name);
  if (known !== undefined) return known;
  const holds = (given: Given): Expression<SqlBool> => sql.join(clauses(conditions, given), sql` and `) as Expression<SqlBool>;
  const made: Search = {
    page: statement((db, given: Given) =>
      db.selectFrom('users').selectAll().where(holds(given)).orderBy('id_folded').limit(given.limit).offset(given.offset),
    ),
    count: conditions.length === 0 ? NOT_DELETED : countOf(holds),
  };
  searches.set(name, made);
  return made;
}

function countOf(holds: (given: Given) => Expression<SqlBool>): Search['count'] {
  return statement((db, given: Given) =>
    db
      .selectFrom('users')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where(holds(given)),
  );
}

function clauses(conditions: readonly Condition[], given: Readonly<Record<keyof Given, SqlValue>>): Expression<SqlBool>[] {
  const status = conditions.includes('status') ? sql<SqlBool>`status = ${given.status}` : sql<SqlBool>`status <> 'delete'`;
  return [
    status,
    ...(conditions.includes('id') ? [sql<SqlBool>`id_folded like ${given.id} escape '\\'`] : []),
    ...(conditions.includes('fullname') ? [named(given)] : []),
  ];
}

// Not every database folds letters beyond ASCII: there such a name is found as it is written.
function named(given: Readonly<Record<keyof Given, SqlValue>>): Expression<SqlBool> {
  return sql`(lower(fullname) like ${given.fullname} escape '\\' or fullname like ${given.fullname_as_given} escape '\\')`;
}

function part(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
