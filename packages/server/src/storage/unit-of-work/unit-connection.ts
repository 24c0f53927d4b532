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

  async all(sql: string, parameters: readonly SqlValue[]): Promise<Row[]> {
    this.#assertUsable();
    try {
      return await this.#connection.all(sql, parameters);
    } catch (error) {
      throw this.#fail(error);
    }
  }

  async run(sql: string, parameters: readonly SqlValue[]): Promise<number> {
    this.#assertUsable();
    try {
      return await this.#connection.run(sql, parameters);
    } catch (error) {
      throw this.#fail(error);
    }
  }

  async post(sql: string, parameters: readonly SqlValue[]): Promise<void> {
    this.#assertUsable();
    this.#posted.push(this.#connection.post(sql, parameters).catch((error: unknown) => void this.#fail(error)));
  }

  /** Resolves when everything that was posted has been run. */
  async settle(): Promise<void> {
    await Promise.all(this.#posted);
  }

  /** Ends the unit; answers what failed in it, even if the unit has caught that. */
  end(): Error | undefined {
    this.#ended = true;
    return this.#failure;
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
