import { DatabaseSync } from 'node:sqlite';
import { migrate } from '../../migrations/migrate.ts';
import { MIGRATIONS } from '../../migrations/migrations.ts';
import { SqliteConnection } from '../sqlite-connection.ts';
import { sqliteMigrationTarget } from '../sqlite-migration-target.ts';

/** How the schema of a file differs from what the migrations make. */
export interface SchemaVerdict {
  /** The last migration it has had; 0 for no database of ours. More than there are: what it should hold is not known. */
  readonly migration: number;
  /** Each a sentence; at most some dozens. */
  readonly problems: readonly string[];
}

const LIMIT = 20;
const MOST_ENTRIES = 1_000;
// Names and texts that are longer than any of ours are cut, and so differ.
const SCHEMA = `
  select substr(type, 1, 20) as type, substr(name, 1, 100) as name, substr(sql, 1, 10000) as text
  from sqlite_master order by rowid limit ${MOST_ENTRIES + 1}`;
const RECORD = 'table schema_migrations';

/**
 * Judges the schema of a file that anybody may have made. Nothing is asked of a name before it is known to be a table of ours: a
 * view in its place would never end. Throws what SQLite throws for pages that it cannot read.
 */
export async function judgeSchema(database: DatabaseSync): Promise<SchemaVerdict> {
  const found = schemaOf(database);
  const record = found.get(RECORD);
  if (found.size > MOST_ENTRIES) return { migration: 0, problems: ['it has more tables and indexes than ours'] };
  const planted = [...found.keys()].filter((name) => !/^(?:table|index) /.test(name));
  if (planted.length > 0) return { migration: 0, problems: planted.slice(0, LIMIT).map((name) => `${name} is not ours`) };
  if (record === undefined) return { migration: 0, problems: [] };
  if (record !== (await madeBy(0)).get(RECORD)) return { migration: 0, problems: [`${RECORD} is not as the migrations make it`] };
  const last = Number(database.prepare('select max(number) as last from schema_migrations').get()?.['last'] ?? 0);
  return { migration: last, problems: last > MIGRATIONS.length ? [] : differences(found, await madeBy(last)) };
}

function differences(found: Schema, expected: Schema): string[] {
  const extra = [...found.keys()].filter((name) => !expected.has(name)).map((name) => `${name} is not ours`);
  const other = [...expected].flatMap(([name, text]) => {
    if (!found.has(name)) return [`${name} is missing`];
    return found.get(name) === text ? [] : [`${name} is not as the migrations make it`];
  });
  return [...extra, ...other].slice(0, LIMIT);
}

/** By type and name, the text that made it. */
type Schema = ReadonlyMap<string, string>;

function schemaOf(database: DatabaseSync): Schema {
  const rows = database.prepare(SCHEMA).all();
  return new Map(rows.map((row) => [`${String(row['type'])} ${String(row['name'])}`, String(row['text'])]));
}

async function madeBy(migrations: number): Promise<Schema> {
  const fresh = new DatabaseSync(':memory:');
  try {
    await migrate(sqliteMigrationTarget(new SqliteConnection(fresh)), MIGRATIONS.slice(0, migrations), 0);
    return schemaOf(fresh);
  } finally {
    fresh.close();
  }
}
