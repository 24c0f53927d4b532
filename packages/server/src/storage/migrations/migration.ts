import type { Compilable } from 'kysely';
import type { SqlDialect } from '../sql/sql-dialect.ts';

/** One numbered step of the schema. What was released is never changed; a new step is added. */
export interface Migration {
  /** Counted from 1 without gaps. */
  readonly number: number;
  readonly name: string;
  /** The statements of the step, in order; they run in one transaction. */
  readonly statements: (dialect: SqlDialect) => readonly Compilable[];
}
