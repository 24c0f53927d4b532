import { beforeEach, expect, test } from 'vitest';
import { startServerProcess } from '../support/server-process.ts';
import { examine, FAULT_CLIENT, faultWorld, report, startChains } from './oracle.ts';
import { type Chain, keepRefreshing } from './refresh-chain.ts';

const CHAINS = 16;
const ROUNDS = 3;
/** The process is killed once so many refreshes of a round were acknowledged. */
const ACKNOWLEDGED_A_ROUND = 200;

let directory: string;
let settings: Record<string, string>;

beforeEach(async () => {
  ({ directory, settings } = await faultWorld());
});

test('kill -9 during refresh under load loses nothing acknowledged, and nothing is used twice', async () => {
  const chains: Chain[] = [];
  let acknowledged = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const server = await startServerProcess(directory, settings);
    chains.push(...(await startChains(server.url, CHAINS)));
    let inRound = 0;
    let killed: Promise<unknown> | undefined;
    const onAcknowledged = (): void => {
      inRound += 1;
      if (inRound === ACKNOWLEDGED_A_ROUND) killed = server.end('SIGKILL');
    };
    await Promise.all(chains.slice(-CHAINS).map((chain) => keepRefreshing(server.url, FAULT_CLIENT, { chain, onAcknowledged })));
    await killed;
    acknowledged += inRound;
  }
  const last = await startServerProcess(directory, settings);
  const { lost, doubled } = await examine(last.url, chains);
  await last.end('SIGTERM');
  report('kill -9', { runs: ROUNDS, acknowledged, lost, doubled });
  expect(acknowledged).toBeGreaterThanOrEqual(ROUNDS * ACKNOWLEDGED_A_ROUND);
  expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 });
});

test('SIGTERM under load: every request that was accepted is answered, and the process exits with 0', async () => {
  const server = await startServerProcess(directory, settings);
  const chains = await startChains(server.url, 8);
  let acknowledged = 0;
  let ended: ReturnType<typeof server.end> | undefined;
  const onAcknowledged = (): void => {
    acknowledged += 1;
    if (acknowledged === 100) ended = server.end('SIGTERM');
  };
  const broken = await Promise.all(chains.map((chain) => keepRefreshing(server.url, FAULT_CLIENT, { chain, onAcknowledged })));
  // A connection that is refused was never accepted; one that breaks off was an answer dropped.
  expect(broken.filter((code) => code !== 'ECONNREFUSED')).toEqual([]);
  expect(await ended).toEqual({ code: 0, signal: null });
});
