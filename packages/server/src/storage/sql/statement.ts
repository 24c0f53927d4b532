import type { Compilable, Kysely } from 'kysely';
import type { Connection, SqlValue } from './connection.ts';
import type { SqlDialect } from './sql-dialect.ts';
import type { Tables } from './tables/tables.ts';

/** The named parameters of a statement. */
export type Parameters<P> = { readonly [K in keyof P]: SqlValue };

type Build<P, R> = (db: Kysely<Tables>, given: P) => Compilable<R>;

/** Stands in a statement where the parameter of this name goes. */
class Placeholder {
  readonly parameter: string;
  constructor(parameter: string) {
    this.parameter = parameter;
  }
}

/** Stands in a statement for several rows where a column of one of them goes. */
class RowSlot {
  readonly row: number;
  readonly column: string;
  constructor(row: number, column: string) {
    this.row = row;
    this.column = column;
  }
}

interface Compiled {
  readonly sql: string;
  /** In the order of the text: a placeholder, or a constant that the statement itself holds. */
  readonly slots: readonly unknown[];
}

/** A statement with named parameters, compiled once a dialect and run any number of times. */
export class Statement<P extends Parameters<P>, R> {
  readonly #build: Build<P, R>;
  readonly #compiled: WeakMap<SqlDialect, Compiled> = new WeakMap();

  constructor(build: Build<P, R>) {
    this.#build = build;
  }

  /** The rows it answers. */
  async all(connection: Connection, values: P): Promise<R[]> {
    const compiled = this.#compile(connection.dialect);
    const rows: unknown[] | Promise<unknown[]> = connection.all(compiled.sql, bind(compiled, values));
    // The type was inferred from the statement that answered them.
    return (rows instanceof Promise ? await rows : rows) as R[];
  }

  /** The first row it answers. */
  async first(connection: Connection, values: P): Promise<R | undefined> {
    return (await this.all(connection, values))[0];
  }

  /** How many rows it changed. */
  async run(connection: Connection, values: P): Promise<number> {
    const compiled = this.#compile(connection.dialect);
    return connection.run(compiled.sql, bind(compiled, values));
  }

  /** Runs it where its outcome is not asked for: on a database over a network nothing waits for the answer. */
  post(connection: Connection, values: P): void | Promise<void> {
    const compiled = this.#compile(connection.dialect);
    return connection.post(compiled.sql, bind(compiled, values));
  }

  #compile(dialect: SqlDialect): Compiled {
    let compiled = this.#compiled.get(dialect);
    if (compiled === undefined) {
      const query = this.#build(dialect.builder, placeholders<P>()).compile();
      compiled = { sql: query.sql, slots: query.parameters };
      this.#compiled.set(dialect, compiled);
    }
    return compiled;
  }
}

/** A statement for a fixed number of rows, which need no names of their own for it. */
export class RowsStatement<Row extends Parameters<Row>> {
  /** How many rows it takes. */
  readonly count: number;
  readonly #build: (db: Kysely<Tables>, rows: readonly Row[]) => Compilable;
  readonly #compiled: WeakMap<SqlDialect, { readonly sql: string; readonly slots: readonly RowSlot[] }> = new WeakMap();

  constructor(count: number, build: (db: Kysely<Tables>, rows: readonly Row[]) => Compilable) {
    this.count = count;
    this.#build = build;
  }

  /** Runs it for the `count` rows from `first` on, where its outcome is not asked for. */
  post(connection: Connection, rows: readonly Row[], first: number): void | Promise<void> {
    const { sql, slots } = this.#compile(connection.dialect);
    const bound: SqlValue[] = [];
    for (const { row, column } of slots) bound.push(Reflect.get(rows[first + row] as Row, column) as SqlValue);
    return connection.post(sql, bound);
  }

  #compile(dialect: SqlDialect): { readonly sql: string; readonly slots: readonly RowSlot[] } {
    let compiled = this.#compiled.get(dialect);
    if (compiled === undefined) {
      const rows = Array.from({ length: this.count }, (_, row) => slotsOf<Row>(row));
      const query = this.#build(dialect.builder, rows).compile();
      if (!query.parameters.every((slot) => slot instanceof RowSlot)) throw new Error('a constant among the rows of a statement');
      compiled = { sql: query.sql, slots: query.parameters };
      this.#compiled.set(dialect, compiled);
    }
    return compiled;
  }
}

/** Declares a statement. `given` has a member for every parameter: what stands there while it is compiled is a placeholder. */
export function statement<P extends Parameters<P>, R>(build: Build<P, R>): Statement<P, R> {
  return new Statement(build);
}

/** The named members of a statement's parameters, as the values of an insert. */
export function valuesOf<P, K extends keyof P>(given: P, names: readonly K[]): Pick<P, K> {
  return Object.fromEntries(names.map((name) => [name, given[name]])) as Pick<P, K>;
}

function placeholders<P extends object>(): P {
  return new Proxy<object>({}, { get: (_, name) => new Placeholder(String(name)) }) as P;
}

function slotsOf<Row extends object>(row: number): Row {
  return new Proxy<object>({}, { get: (_, column) => new RowSlot(row, String(column)) }) as Row;
}

function bind<P extends Parameters<P>>(compiled: Compiled, values: P): SqlValue[] {
  const bound: SqlValue[] = [];
  for (const slot of compiled.slots) {
    const value = slot instanceof Placeholder ? Reflect.get(values, slot.parameter) : slot;
    bound.push(value as SqlValue);
  }
  return bound;
}
