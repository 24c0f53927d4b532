import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Connection, Row, SqlValue } from '../sql/connection.ts';
import type { SqlDialect } from '../sql/sql-dialect.ts';
import { applyPragmas, type Pragma } from './pragmas.ts';
import { SQLITE_DIALECT } from './sqlite-dialect.ts';

/** A connection to a SQLite file that prepares each statement once. */
export class SqliteConnection implements Connection {
  readonly dialect: SqlDialect = SQLITE_DIALECT;
  readonly #database: DatabaseSync;
  readonly #statements: Map<string, StatementSync> = new Map();
  #writes = 0;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Whether a transaction is open; SQLite itself ends one when it runs out of room. */
  get inTransaction(): boolean {
    return this.#database.isTransaction;
  }

  /** How many statements were run that may have changed something. */
  get writes(): number {
    this.#writes += 1;
    return this.#writes;
  }

  all(sql: string, parameters: readonly SqlValue[]): Row[] {
    if (!sql.startsWith('select ')) this.#writes += 1;
    // Every column is declared as text or a whole number, which is all that a row can hold.
    return this.#prepared(sql).all(...parameters) as Row[];
  }

  run(sql: string, parameters: readonly SqlValue[]): number {
    return Number(this.#prepared(sql).run(...parameters).changes);
  }

  post(sql: string, parameters: readonly SqlValue[]): void {
    this.#writes += 1;
    this.#prepared(sql).run(...parameters);
  }

  /** Runs a statement without parameters: the bounds of a transaction. */
  execute(sql: string): void {
    this.#prepared(sql).run();
  }

  /** Sets pragmas. Throws `DatabaseUnusable` when one does not hold. */
  apply(pragmas: readonly Pragma[]): void {
    applyPragmas(this.#database, pragmas);
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
