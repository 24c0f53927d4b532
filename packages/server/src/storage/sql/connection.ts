import type { SqlDialect } from './sql-dialect.ts';

/** What a column holds: text, whole numbers (times in milliseconds since 1970, booleans as 0 and 1), or nothing. */
export type SqlValue = string | number | null;

/** A row as the driver answers it; it has no prototype. */
export type Row = Readonly<Record<string, SqlValue>>;

/** All that the stores ask of a database. What a database answers at once is no promise, and a failure then is thrown. */
export interface Connection {
  readonly dialect: SqlDialect;
  /** The rows that a statement answers. */
  all(sql: string, parameters: readonly SqlValue[]): Row[] | Promise<Row[]>;
  /** How many rows a statement changed. */
  run(sql: string, parameters: readonly SqlValue[]): number | Promise<number>;
  /** Runs a statement whose outcome nobody asks for; it may be run later. When it fails, so does the unit of work. */
  post(sql: string, parameters: readonly SqlValue[]): void | Promise<void>;
}
