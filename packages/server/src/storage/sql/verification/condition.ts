import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import { statement } from '../statement.ts';
import type { Tables } from '../tables/tables.ts';
import type { Fault, Range, RangeCheck } from './range-check.ts';

type Keyed = Exclude<keyof Tables, 'clients' | 'groups' | 'counters' | 'authority_epochs' | 'audit_chains' | 'schema_migrations'>;

/** A rule, told of a table that is called `it`. */
export interface Rule {
  /** What the row is, as text, from constants and columns. */
  readonly place: RawBuilder<string>;
  /** True of a row that breaks it. */
  readonly broken: RawBuilder<SqlBool>;
  readonly problem: string;
}

/** The rules of a table whose rows have the text key `key`. */
export function rangeCheck(table: Keyed, key: string, rules: readonly Rule[]): RangeCheck {
  const column = sql.ref<string>(`it.${key}`);
  const rows = (db: Kysely<Tables>, given: Pick<Range, 'after'>) =>
    db.selectFrom(sql`${sql.table(table)}`.as(sql`it`)).where(sql<SqlBool>`${column} > ${given.after}`);
  const faultOf = ({ place, broken, problem }: Rule): Fault => ({
    problem,
    find: statement((db, given: Range) =>
      rows(db, given).select(place.as('place')).where(sql<SqlBool>`${column} <= ${given.last}`).where(broken),
    ),
  });
  return {
    keys: statement((db, given: { after: string; limit: number }) =>
      rows(db, given).select(column.as('key')).orderBy(column).limit(given.limit),
    ),
    faults: rules.map(faultOf),
  };
}

/** Says of no row of a table, but for ended ones, that `where` holds. */
export function noneHolds(table: keyof Tables, where: RawBuilder<unknown>): RawBuilder<SqlBool> {
  return sql`not exists (select 1 from ${sql.table(table)} as other where other.valid_to is null and ${where})`;
}

/** `<word> <number> of client <number>`. */
export function placeOf(words: readonly (readonly [string, string])[]): RawBuilder<string> {
  const parts = words.map(([word, column]) => sql`${sql.lit(`${word} `)} || cast(${sql.ref(`it.${column}`)} as text)`);
  return sql<string>`${sql.join(parts, sql` || ' ' || `)}`;
}
