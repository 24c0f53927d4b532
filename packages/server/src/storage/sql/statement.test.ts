import { PostgresAdapter, PostgresQueryCompiler } from 'kysely';
import { describe, expect, it } from 'vitest';
import { SQLITE_DIALECT } from '../sqlite/sqlite-dialect.ts';
import type { Connection, Row, SqlValue } from './connection.ts';
import { type SqlDialect, sqlDialect } from './sql-dialect.ts';
import { RowsStatement, statement, valuesOf } from './statement.ts';

const POSTGRES = sqlDialect({
  name: 'postgres',
  createAdapter: () => new PostgresAdapter(),
  createQueryCompiler: () => new PostgresQueryCompiler(),
  keyedTable: undefined,
});

function recording(dialect: SqlDialect): Connection & { calls: [string, readonly SqlValue[]][] } {
  const calls: [string, readonly SqlValue[]][] = [];
  const all = async (sql: string, parameters: readonly SqlValue[]): Promise<Row[]> => {
    calls.push([sql, parameters]);
    return [{ value: 'found' }];
  };
  return {
    dialect,
    calls,
    all,
    run: async (sql, parameters) => (await all(sql, parameters)).length,
    post: async (sql, parameters) => void (await all(sql, parameters)),
  };
}

describe('statement', () => {
  it('puts parameters in the order of the text, repeated ones and constants included', async () => {
    const twice = statement((db, given: { name: string; value: string }) =>
      db
        .updateTable('instance')
        .set({ value: given.value })
        .where('name', '=', given.name)
        .where('value', '<>', given.value)
        .where('name', '<>', 'constant'),
    );
    const connection = recording(SQLITE_DIALECT);
    await twice.run(connection, { name: 'n', value: 'v' });
    const sql = 'update "instance" set "value" = ? where "name" = ? and "value" <> ? and "name" <> ?';
    expect(connection.calls).toEqual([[sql, ['v', 'n', 'v', 'constant']]]);
  });

  it('is compiled once for each dialect, in its spelling', async () => {
    let compilations = 0;
    const find = statement((db, given: { name: string }) => {
      compilations++;
      return db.selectFrom('instance').select('value').where('name', '=', given.name);
    });
    const [sqlite, postgres] = [recording(SQLITE_DIALECT), recording(POSTGRES)];
    for (const connection of [sqlite, sqlite, postgres, postgres, sqlite]) {
      expect(await find.first(connection, { name: 'a' })).toEqual({ value: 'found' });
    }
    expect(compilations).toBe(2);
    expect(sqlite.calls[0]?.[0]).toBe('select "value" from "instance" where "name" = ?');
    expect(postgres.calls[0]?.[0]).toBe('select "value" from "instance" where "name" = $1');
  });
});

describe('a statement for several rows', () => {
  it('takes so many of those given, each column in its place', () => {
    const insert = new RowsStatement<{ name: string; value: string }>(2, (db, rows) =>
      db.insertInto('instance').values(rows.map((row) => valuesOf(row, ['name', 'value']))),
    );
    const connection = recording(SQLITE_DIALECT);
    const rows = ['a', 'b', 'c'].map((name) => ({ value: `value of ${name}`, name }));
    void insert.post(connection, rows, 1);
    const sql = 'insert into "instance" ("name", "value") values (?, ?), (?, ?)';
    expect(connection.calls).toEqual([[sql, ['b', 'value of b', 'c', 'value of c']]]);
  });
});
