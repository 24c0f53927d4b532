import type { Compilable } from 'kysely';
import type { Connection } from '../sql/connection.ts';
import type { SqlDialect } from '../sql/sql-dialect.ts';

/** One numbered step of the schema. What was released is never changed; a new step is added. */
export interface Migration {
  /** Counted from 1 without gaps. */
  readonly number: number;
  readonly name: string;
  /** The statements of the step, in order; they run in one transaction. */
  readonly statements: (dialect: SqlDialect) => readonly Compilable[];
  /** What brings the rows that are there into the new schema; runs after the statements, in the same transaction. */
  readonly fill?: (connection: Connection, now: number) => Promise<void>;
}
