import type { Connection, Row, SqlValue } from '../sql/connection.ts';
import type { SqlDialect } from '../sql/sql-dialect.ts';

/**
 * A connection that is good for one unit of work. After a failed statement it takes no more, since the database may have
 * rolled back and would run the next one on its own; after the unit has ended it takes none at all.
 */
export class UnitConnection implements Connection {
  readonly dialect: SqlDialect;
  readonly #connection: Connection;
  readonly #asFailure: (error: unknown) => Error;
  readonly #posted: Promise<void>[] = [];
  #failure: Error | undefined;
  #ended = false;

  /** `asFailure` makes of what the driver threw the error that callers see. */
  constructor(connection: Connection, asFailure: (error: unknown) => Error) {
    this.dialect = connection.dialect;
    this.#connection = connection;
    this.#asFailure = asFailure;
  }

  all(sql: string, parameters: readonly SqlValue[]): Row[] | Promise<Row[]> {
    this.#assertUsable();
    try {
      const rows = this.#connection.all(sql, parameters);
      return rows instanceof Promise ? this.#watched(rows) : rows;
    } catch (error) {
      throw this.#fail(error);
    }
  }

  run(sql: string, parameters: readonly SqlValue[]): number | Promise<number> {
    this.#assertUsable();
    try {
      const changed = this.#connection.run(sql, parameters);
      return changed instanceof Promise ? this.#watched(changed) : changed;
    } catch (error) {
      throw this.#fail(error);
    }
  }

  post(sql: string, parameters: readonly SqlValue[]): void {
    this.#assertUsable();
    try {
      const posted = this.#connection.post(sql, parameters);
      if (posted instanceof Promise) this.#posted.push(posted.catch((error: unknown) => void this.#fail(error)));
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Resolves when everything that was posted has been run; `undefined` when it has. */
  settle(): Promise<unknown> | undefined {
    return this.#posted.length === 0 ? undefined : Promise.all(this.#posted);
  }

  /** Ends the unit; answers what failed in it, even if the unit has caught that. */
  end(): Error | undefined {
    this.#ended = true;
    return this.#failure;
  }

  async #watched<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      throw this.#fail(error);
    }
  }

  #assertUsable(): void {
    if (this.#ended) throw new Error('a store was used outside its unit of work');
    if (this.#failure !== undefined) throw this.#failure;
  }

  #fail(error: unknown): Error {
    this.#failure ??= this.#asFailure(error);
    return this.#failure;
  }
}
