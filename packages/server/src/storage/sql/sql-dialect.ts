import type { DialectAdapter, QueryCompiler } from 'kysely';
import { DummyDriver, Kysely, type RawBuilder } from 'kysely';
import type { Tables } from './tables/tables.ts';

/** What differs between databases, as data. */
export interface SqlDialect {
  readonly name: string;
  /** Builds statements; it is not connected to anything. */
  readonly builder: Kysely<Tables>;
  /** Ends `create table` where rows are kept in the order of their text key; `undefined` where that cannot be said. */
  readonly keyedTable: RawBuilder<unknown> | undefined;
}

/** The parts of Kysely that know a database's spelling. */
export interface SqlSpelling {
  readonly name: string;
  readonly createAdapter: () => DialectAdapter;
  readonly createQueryCompiler: () => QueryCompiler;
  readonly keyedTable: RawBuilder<unknown> | undefined;
}

/** Makes a dialect of a database's spelling. */
export function sqlDialect(spelling: SqlSpelling): SqlDialect {
  const builder = new Kysely<Tables>({
    dialect: {
      createAdapter: spelling.createAdapter,
      createDriver: () => new DummyDriver(),
      createIntrospector: () => ({ getSchemas: async () => [], getTables: async () => [] }),
      createQueryCompiler: spelling.createQueryCompiler,
    },
  });
  return { name: spelling.name, builder, keyedTable: spelling.keyedTable };
}
