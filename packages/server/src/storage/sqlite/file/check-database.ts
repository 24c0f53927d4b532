import type { DatabaseSync } from 'node:sqlite';
import { judgeSchema } from './foreign-schema.ts';

const LIMIT = 20;

/** What is wrong with the pages, the references and the tables of a database, each in a sentence; at most some dozens. */
export async function checkDatabase(database: DatabaseSync): Promise<readonly string[]> {
  const unsound = await unsoundIn(database);
  // What is read from damaged pages, or by way of foreign tables, says nothing about the rest.
  return unsound.length > 0 ? unsound : danglingReferences(database);
}

// The tables come first: a foreign one is not to be read.
async function unsoundIn(database: DatabaseSync): Promise<readonly string[]> {
  try {
    const { problems } = await judgeSchema(database);
    return problems.length > 0 ? problems : damageOf(database);
  } catch (error) {
    return [damagedBy(error)];
  }
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
    return [damagedBy(error)];
  }
}

function damagedBy(error: unknown): string {
  return `damaged: ${error instanceof Error ? error.message : String(error)}`;
}

function danglingReferences(database: DatabaseSync): string[] {
  const problems: string[] = [];
  for (const row of database.prepare('pragma foreign_key_check').iterate()) {
    problems.push(`a row of ${String(row['table'])} refers to a row of ${String(row['parent'])} that is not there`);
    if (problems.length === LIMIT) break;
  }
  return problems;
}
