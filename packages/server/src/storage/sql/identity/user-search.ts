import { type Expression, type SqlBool, sql } from 'kysely';
import type { User, UserSearch } from '../../../identity/user/user.ts';
import type { Connection, SqlValue } from '../connection.ts';
import { type Statement, statement } from '../statement.ts';
import type { UserRow } from '../tables/identity-tables.ts';
import { userOf } from './user-row.ts';

type Condition = 'id' | 'fullname' | 'status';
type Given = Readonly<Record<Condition, string>> & { readonly offset: number; readonly limit: number };

interface Search {
  readonly page: Statement<Given, UserRow>;
  readonly count: Statement<Given, { readonly count: number }>;
}

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
    id: part(search.id ?? ''),
    fullname: part(search.fullname ?? ''),
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
    count: statement((db, given: Given) =>
      db
        .selectFrom('users')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where(holds(given)),
    ),
  };
  searches.set(name, made);
  return made;
}

function clauses(conditions: readonly Condition[], given: Readonly<Record<Condition, SqlValue>>): Expression<SqlBool>[] {
  const status = conditions.includes('status') ? sql<SqlBool>`status = ${given.status}` : sql<SqlBool>`status <> 'delete'`;
  return [
    status,
    ...(conditions.includes('id') ? [sql<SqlBool>`id_folded like ${given.id} escape '\\'`] : []),
    ...(conditions.includes('fullname') ? [sql<SqlBool>`lower(fullname) like ${given.fullname} escape '\\'`] : []),
  ];
}

function part(text: string): string {
  return `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
}
