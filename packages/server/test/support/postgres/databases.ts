import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject, onTestFinished } from 'vitest';

/** Runs statements that no storage would, each on its own, as the owner of the server. */
export async function administer(url: string, ...statements: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    let rows: readonly Record<string, unknown>[] = [];
    for (const statement of statements) rows = (await client.query<Record<string, unknown>>(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

/** Whether there is a PostgreSQL to test on. */
export function hasPostgres(): boolean {
  return inject('postgresUrl') !== '';
}

/** The URL of a database that is dropped when the test ends: with the schema, or `empty`. */
export async function freshDatabase(contents: 'schema' | 'empty' = 'schema'): Promise<string> {
  const url = inject('postgresUrl');
  const name = `hufu_${randomBytes(8).toString('hex')}`;
  const template = contents === 'schema' ? inject('postgresTemplate') : 'template0';
  await administer(url, `create database ${name} encoding 'UTF8' template ${template}`);
  onTestFinished(async () => void (await administer(url, `drop database ${name} with (force)`)));
  const own = new URL(url);
  own.pathname = `/${name}`;
  return own.href;
}
