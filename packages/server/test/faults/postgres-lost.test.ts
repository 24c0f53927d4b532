import { expect, onTestFinished, test, vi } from 'vitest';
import { administer } from '../support/postgres/databases.ts';
import type { PostgresCluster } from '../support/postgres/postgres-cluster.ts';
import { startServerProcess } from '../support/server-process.ts';
import { ANSWERS_EARLY, ownPostgres, worldOn } from './fault-databases.ts';
import { FAULT_LIMIT_MS, faultRuns } from './fault-runs.ts';
import { report } from './oracle.ts';
import { examineAll } from './signed-in.ts';
import { type SteadyLoad, startLoad } from './steady-load.ts';

const CLIENTS = 8;
/** What must be acknowledged before the next fault comes, and after the last. */
const BETWEEN = 30;
const BACK_MS = 5_000;
const CUT = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'hufu'";

const postgres = ownPostgres();

/** Puts a server under load, does to its database what `fault` does so many times, and looks for what was acknowledged. */
async function underLoad(
  name: string,
  runs: number,
  fault: (cluster: PostgresCluster, load: SteadyLoad) => Promise<void>,
): Promise<void> {
  const cluster = postgres.cluster(name);
  const world = await worldOn('PostgreSQL', name, postgres);
  if (cluster === undefined || world === undefined) return;
  const server = await startServerProcess(world.directory, world.settings);
  onTestFinished(() => void server.end('SIGKILL'));
  const load = await startLoad(server.url, CLIENTS);
  for (let run = 0; run < runs; run++) {
    await acknowledgedMore(load, FAULT_LIMIT_MS);
    await fault(cluster, load);
  }
  await acknowledgedMore(load, FAULT_LIMIT_MS);
  await load.stop();
  const { acknowledged, refused, wrong } = load;
  const { lost, doubled } = await examineAll(server.url, load.chains);
  report(name, { runs, acknowledged, refused, lost, doubled });
  expect({ lost, doubled, wrong }).toEqual({ lost: 0, doubled: 0, wrong: [] });
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
}

async function acknowledgedMore(load: SteadyLoad, limit: number, more = BETWEEN): Promise<void> {
  const before = load.acknowledged;
  await vi.waitFor(() => expect(load.acknowledged).toBeGreaterThanOrEqual(before + more), { timeout: limit, interval: 10 });
}

/** The database has come back: the server is back within five seconds of it. */
async function isBack(load: SteadyLoad): Promise<void> {
  await acknowledgedMore(load, BACK_MS, 1);
}

test(
  'kill -9 of PostgreSQL under load loses nothing acknowledged and doubles nothing; the server is back within 5 s of it',
  { timeout: FAULT_LIMIT_MS },
  () =>
    underLoad('kill -9 of PostgreSQL', faultRuns(2), async (cluster, load) => {
      await cluster.kill();
      await cluster.start();
      await isBack(load);
    }),
);

test('control: a server that answers before it commits is seen to lose by kill -9 of PostgreSQL', async () => {
  const name = 'kill -9 of PostgreSQL, control that loses';
  const cluster = postgres.cluster(name);
  const world = await worldOn('PostgreSQL', name, postgres);
  if (cluster === undefined || world === undefined) return;
  const faulty = await startServerProcess(world.directory, { ...world.settings, ...ANSWERS_EARLY });
  onTestFinished(() => void faulty.end('SIGKILL'));
  const load = await startLoad(faulty.url, CLIENTS);
  process.kill(faulty.pid, 'SIGUSR2');
  await acknowledgedMore(load, FAULT_LIMIT_MS);
  await cluster.kill();
  const stopped = load.stop();
  await Promise.all([faulty.end('SIGKILL'), stopped]);
  await cluster.start();
  const server = await startServerProcess(world.directory, world.settings);
  onTestFinished(() => void server.end('SIGKILL'));
  const { lost, doubled } = await examineAll(server.url, load.chains);
  report(name, { runs: 1, acknowledged: load.acknowledged, lost, doubled });
  expect(lost).toBeGreaterThan(0);
});

test.each(['fast', 'immediate'] as const)(
  'PostgreSQL restarted (%s) under load: nothing acknowledged is lost, nothing doubled, and the server is back within 5 s of it',
  { timeout: FAULT_LIMIT_MS },
  (how) =>
    underLoad(`PostgreSQL restarted (${how})`, faultRuns(1), async (cluster, load) => {
      await cluster.stop(how);
      // All is refused for a while, so that every client meets it.
      const { refused } = load;
      await vi.waitFor(() => expect(load.refused).toBeGreaterThan(refused + CLIENTS), { timeout: FAULT_LIMIT_MS });
      await cluster.start();
      await isBack(load);
    }),
);

test(
  'connections to PostgreSQL cut again and again under load: nothing acknowledged is lost, nothing doubled',
  { timeout: FAULT_LIMIT_MS },
  () =>
    underLoad('connections to PostgreSQL cut', faultRuns(10), async (cluster, load) => {
      await administer(cluster.url('postgres'), CUT);
      await isBack(load);
    }),
);
