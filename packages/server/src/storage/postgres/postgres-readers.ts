import type { Connection, Row, SqlValue } from '../sql/connection.ts';
import type { SqlDialect } from '../sql/sql-dialect.ts';
import { StorageUnavailable } from '../storage.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import { POSTGRES_DIALECT } from './postgres-dialect.ts';
import { classifyPostgresError } from './postgres-error.ts';

/**
 * Connections that only read. Each statement goes to the one with the fewest unanswered ones and sees what was committed
 * before it; one whose connection was lost is asked once more on another.
 */
export class PostgresReaders implements Connection {
  readonly dialect: SqlDialect = POSTGRES_DIALECT;
  readonly #dial: () => Promise<PostgresConnection>;
  readonly #places: (Promise<PostgresConnection> | undefined)[];
  readonly #connections: (PostgresConnection | undefined)[];

  /** `dial` opens a session for reading. */
  constructor(dial: () => Promise<PostgresConnection>, count: number) {
    this.#dial = dial;
    this.#places = Array.from({ length: count }, () => undefined);
    this.#connections = Array.from({ length: count }, () => undefined);
  }

  all(sql: string, parameters: readonly SqlValue[]): Promise<Row[]> {
    return this.#ask((connection) => connection.all(sql, parameters));
  }

  run(sql: string, parameters: readonly SqlValue[]): Promise<number> {
    return this.#ask((connection) => connection.run(sql, parameters));
  }

  post(sql: string, parameters: readonly SqlValue[]): Promise<void> {
    return this.#ask((connection) => connection.post(sql, parameters));
  }

  async close(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection?.end()));
  }

  async #ask<T>(question: (connection: PostgresConnection) => Promise<T>): Promise<T> {
    const connection = await this.#choose();
    try {
      return await question(connection);
    } catch (error) {
      if (classifyPostgresError(error) !== 'lost') throw error;
    }
    return question(await this.#choose());
  }

  #choose(): PostgresConnection | Promise<PostgresConnection> {
    let chosen = 0;
    let fewest = Number.POSITIVE_INFINITY;
    for (const [place, connection] of this.#connections.entries()) {
      // A further connection is opened only when all that are there are busy.
      const waiting = connection?.isLost === false ? connection.inFlight : 0.5;
      if (waiting < fewest) [chosen, fewest] = [place, waiting];
    }
    const connection = this.#connections[chosen];
    return connection?.isLost === false ? connection : this.#open(chosen);
  }

  #open(place: number): Promise<PostgresConnection> {
    const opening = this.#places[place] ?? this.#connect(place);
    this.#places[place] = opening;
    return opening;
  }

  async #connect(place: number): Promise<PostgresConnection> {
    try {
      const connection = await this.#dial();
      this.#connections[place] = connection;
      return connection;
    } catch (error) {
      throw new StorageUnavailable('the database cannot be reached', { cause: error });
    } finally {
      this.#places[place] = undefined;
    }
  }
}
