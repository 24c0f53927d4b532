import { expect, test } from 'vitest';
import { obtainCode } from '../support/tally-client.ts';
import {
  type ClockChain,
  type ClockWorld,
  clockWorld,
  expectIntactChains,
  newChain,
  redeem,
  refreshOnce,
  takenAgain,
  type Used,
  useAll,
} from './clock-world.ts';
import { FAULT_LIMIT_MS, faultRuns } from './fault-runs.ts';
import { isAlive, report } from './oracle.ts';

const HOUR_MS = 3_600_000;
const CHAINS = 4;
const BETWEEN = 8;
const JUMPS = [HOUR_MS, -HOUR_MS, -HOUR_MS, HOUR_MS];
const RUNS = faultRuns(1);

test('the clock jumping an hour either way under load: nothing is lost, used twice or accepted expired, ids keep their order, audit chains verify', {
  timeout: FAULT_LIMIT_MS,
}, async () => {
  const seen = { acknowledged: 0, lost: 0, doubled: 0, expired: 0 };
  for (let run = 0; run < RUNS; run++) await jumpAll(await clockWorld(seen));
  report('clock jumping an hour', { runs: RUNS * JUMPS.length, ...seen });
  expect(seen).toMatchObject({ lost: 0, doubled: 0, expired: 0 });
});

async function jumpAll(world: ClockWorld): Promise<void> {
  const { server, seen, ids } = world;
  const chains: ClockChain[] = [];
  while (chains.length < CHAINS) chains.push(await newChain(world));
  const used: Used[] = [];
  for (const jump of JUMPS) {
    used.push(await useAll(world));
    const unused = await obtainCode(server, world.client, { user: world.user });
    await underLoad(world, chains, async () => {
      server.advance(jump);
      await server.storage.transact((stores) => stores.housekeeping.deleteExpired(server.now(), 1000));
      for (const each of used) seen.doubled += await takenAgain(world, each);
      if (jump > 0 && (await redeem(world, unused)).status === 200) seen.expired += 1;
    });
  }
  expect(new Set(ids).size).toBe(ids.length);
  const tokens = chains.flatMap(({ access }) => access);
  for (const token of tokens) if (!(await isAlive(server.url, token))) seen.lost += 1;
  server.advance(4 * HOUR_MS);
  for (const token of tokens) if (await isAlive(server.url, token)) seen.expired += 1;
  await expectIntactChains(world);
  expect(server.logged.filter((line) => line.includes('request.failed'))).toEqual([]);
}

/** Refreshes every chain before, while and after `what` happens. */
async function underLoad(world: ClockWorld, chains: readonly ClockChain[], what: () => Promise<void>): Promise<void> {
  let isOver = false;
  const load = chains.map(async (chain) => {
    while (!isOver) await refreshOnce(world, chain);
  });
  const more = async (): Promise<void> => {
    const wanted = world.seen.acknowledged + BETWEEN;
    await expect.poll(() => world.seen.acknowledged, { timeout: FAULT_LIMIT_MS, interval: 5 }).toBeGreaterThan(wanted);
  };
  try {
    await more();
    await what();
    await more();
  } finally {
    isOver = true;
    await Promise.all(load);
  }
}
