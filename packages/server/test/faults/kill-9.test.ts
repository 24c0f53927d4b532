import { expect, onTestFinished, test } from 'vitest';
import { startServerProcess } from '../support/server-process.ts';
import { ANSWERS_EARLY, DATABASES, ownPostgres, worldOn } from './fault-databases.ts';
import { FAULT_LIMIT_MS, faultRuns } from './fault-runs.ts';
import { FAULT_CLIENT, type FaultWorld, report } from './oracle.ts';
import { type Chain, keepRefreshing } from './refresh-chain.ts';
import { examineAll, signedIn } from './signed-in.ts';

const CHAINS = 8;
const RUNS = faultRuns(2);
/** The process is killed once so many refreshes of a run were acknowledged. */
const ACKNOWLEDGED_A_RUN = 100;

const postgres = ownPostgres();

interface Seen {
  readonly acknowledged: number;
  readonly lost: number;
  readonly doubled: number;
}

/** Kills the server so many times under load, starts it again, and looks for what it acknowledged. */
async function killUnderLoad({ directory, settings }: FaultWorld, runs: number, faulty?: Record<string, string>): Promise<Seen> {
  const chains: Chain[] = [];
  let acknowledged = 0;
  for (let run = 0; run < runs; run++) {
    const server = await startServerProcess(directory, { ...settings, ...faulty });
    onTestFinished(() => void server.end('SIGKILL'));
    const user = await signedIn(server.url);
    const own = await Promise.all(Array.from({ length: CHAINS }, () => user.chain()));
    chains.push(...own);
    if (faulty !== undefined) process.kill(server.pid, 'SIGUSR2');
    let inRun = 0;
    let killed: Promise<unknown> | undefined;
    const onAcknowledged = (): void => {
      inRun += 1;
      if (inRun === ACKNOWLEDGED_A_RUN) killed = server.end('SIGKILL');
    };
    await Promise.all(own.map((chain) => keepRefreshing(server.url, FAULT_CLIENT, { chain, onAcknowledged })));
    await killed;
    acknowledged += inRun;
  }
  const last = await startServerProcess(directory, settings);
  const seen = await examineAll(last.url, chains);
  await last.end('SIGTERM');
  return { acknowledged, ...seen };
}

test.each(DATABASES)(
  'kill -9 during refresh under load loses nothing acknowledged, and nothing is used twice (%s)',
  { timeout: FAULT_LIMIT_MS },
  async (kind) => {
    const name = `kill -9 on ${kind}`;
    const world = await worldOn(kind, name, postgres);
    if (world === undefined) return;
    const { acknowledged, lost, doubled } = await killUnderLoad(world, RUNS);
    report(name, { runs: RUNS, acknowledged, lost, doubled });
    expect(acknowledged).toBeGreaterThanOrEqual(RUNS * ACKNOWLEDGED_A_RUN);
    expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 });
  },
);

test.each(DATABASES)('control: a server that answers before it commits is seen to lose by kill -9 (%s)', async (kind) => {
  const name = `kill -9 on ${kind}, control that loses`;
  const world = await worldOn(kind, name, postgres);
  if (world === undefined) return;
  const { acknowledged, lost, doubled } = await killUnderLoad(world, 1, ANSWERS_EARLY);
  report(name, { runs: 1, acknowledged, lost, doubled });
  expect(lost).toBeGreaterThan(0);
});

test.each(DATABASES)(
  'SIGTERM under load: every request that was accepted is answered, and the process exits with 0 (%s)',
  { timeout: FAULT_LIMIT_MS },
  async (kind) => {
    const name = `SIGTERM on ${kind}`;
    const world = await worldOn(kind, name, postgres);
    if (world === undefined) return;
    const runs = faultRuns(1);
    let acknowledged = 0;
    let dropped = 0;
    for (let run = 0; run < runs; run++) {
      const server = await startServerProcess(world.directory, world.settings);
      onTestFinished(() => void server.end('SIGKILL'));
      const user = await signedIn(server.url);
      let inRun = 0;
      let ended: ReturnType<typeof server.end> | undefined;
      const onAcknowledged = (): void => {
        inRun += 1;
        if (inRun === 100) ended = server.end('SIGTERM');
      };
      const chains = await Promise.all(Array.from({ length: CHAINS }, () => user.chain()));
      const refreshing = chains.map((chain) => keepRefreshing(server.url, FAULT_CLIENT, { chain, onAcknowledged }));
      // A connection that is refused was never accepted; one that breaks off was an answer dropped.
      dropped += (await Promise.all(refreshing)).filter((code) => code !== 'ECONNREFUSED').length;
      expect(await ended).toEqual({ code: 0, signal: null });
      acknowledged += inRun;
    }
    report(name, { runs, acknowledged, dropped });
    expect(dropped).toBe(0);
  },
);
