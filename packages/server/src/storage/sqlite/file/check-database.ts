import { DatabaseSync } from 'node:sqlite';
import { migrate } from '../../migrations/migrate.ts';
import { MIGRATIONS } from '../../migrations/migrations.ts';
import { SqliteConnection } from '../sqlite-connection.ts';
import { sqliteMigrationTarget } from '../sqlite-migration-target.ts';

const LIMIT = 20;
const SCHEMA = "select type, name, sql from sqlite_master where name not like 'sqlite\\_%' escape '\\' order by type, name";

/** What is wrong with the pages, the references and the tables of a database, each in a sentence; at most some dozens. */
export async function checkDatabase(database: DatabaseSync): Promise<string[]> {
  const damaged = damageOf(database);
  // What is read from damaged pages says nothing about the rest.
  return damaged.length > 0 ? damaged : [...danglingReferences(database), ...(await foreignSchema(database))];
}

/** Triggers and views, of which there are none of ours: one that was planted would change what every later write means. */
export function plantedIn(database: DatabaseSync): string[] {
  const rows = database.prepare("select type, name from sqlite_master where type in ('trigger', 'view') limit 20").all();
  return rows.map((row) => `${String(row['type'])} ${String(row['name'])} is not ours`);
}

/** What is wrong with the pages of a database, each in a sentence. */
export function damageOf(database: DatabaseSync): string[] {
  try {
    const lines = database
      .prepare(`pragma integrity_check(${LIMIT})`)
      .all()
      .map((row) => String(Object.values(row)[0]));
    return lines.length === 1 && lines[0] === 'ok' ? [] : lines.map((line) => `damaged: ${line.replaceAll(/\s+/g, ' ')}`);
  } catch (error) {
    return [`damaged: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function danglingReferences(database: DatabaseSync): string[] {
  const problems: string[] = [];
  for (const row of database.prepare('pragma foreign_key_check').iterate()) {
    problems.push(`a row of ${String(row['table'])} refers to a row of ${String(row['parent'])} that is not there`);
    if (problems.length === LIMIT) break;
  }
  return problems;
}

async function foreignSchema(database: DatabaseSync): Promise<string[]> {
  const last = Number(database.prepare('select max(number) as last from schema_migrations').get()?.['last'] ?? 0);
  const fresh = new DatabaseSync(':memory:');
  try {
    await migrate(sqliteMigrationTarget(new SqliteConnection(fresh)), MIGRATIONS.slice(0, last), 0);
    const expected = schemaOf(fresh);
    const found = schemaOf(database);
    const extra = [...found].filter(([name]) => !expected.has(name)).map(([name]) => `${name} is not ours`);
    const other = [...expected].flatMap(([name, text]) => {
      if (!found.has(name)) return [`${name} is missing`];
      return found.get(name) === text ? [] : [`${name} is not as the migrations make it`];
    });
    return [...extra, ...other].slice(0, LIMIT);
  } finally {
    fresh.close();
  }
}

function schemaOf(database: DatabaseSync): Map<string, string> {
  const rows = database.prepare(SCHEMA).all();
  return new Map(rows.map((row) => [`${String(row['type'])} ${String(row['name'])}`, String(row['sql'])]));
}
