import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startServerProcess } from '../support/server-process.ts';
import { examine, faultWorld, isAlive, notRun, refreshOnce, report, startChains } from './oracle.ts';
import type { Chain } from './refresh-chain.ts';

const CHAINS = 4;
const DISK = '24m';
const LEFT_BYTES = 1_500_000;

/** Runs a command with a small file system of its own at `$1`, which goes with the process. */
function onSmallDisk(directory: string): readonly string[] {
  const flags = process.getuid?.() === 0 ? '-m' : '-rm';
  const script = `mount -t tmpfs -o size=${DISK},mode=0700 tmpfs "$1" && shift && exec "$@"`;
  return ['unshare', flags, 'sh', '-c', script, 'sh', directory];
}

/** Refreshes until every chain was refused some times; everything else must be acknowledged. */
async function fillUp(
  url: string,
  chains: readonly Chain[],
): Promise<{ acknowledged: number; refusals: (string | undefined)[] }> {
  let acknowledged = 0;
  const refusals: (string | undefined)[] = [];
  while (refusals.length < 3 * CHAINS) {
    for (const attempt of await Promise.all(chains.map((chain) => refreshOnce(url, chain)))) {
      if (attempt.kind === 'acknowledged') acknowledged += 1;
      else expect(attempt).toMatchObject({ kind: 'refused', status: 503 });
      if (attempt.kind === 'refused') refusals.push(attempt.retryAfter);
    }
  }
  return { acknowledged, refusals };
}

test('disk full: reads go on, writes are answered 503 with Retry-After, and both recover by themselves; nothing is lost', async () => {
  const { directory, settings } = await faultWorld();
  const dataDir = join(directory, 'data');
  mkdirSync(dataDir, { mode: 0o700 });
  const through = onSmallDisk(dataDir);
  const probe = spawnSync(through[0] ?? '', [...through.slice(1), 'true'], { encoding: 'utf8' });
  if (probe.status !== 0) {
    const why = `no small file system can be mounted here (${(probe.stderr ?? probe.error?.message ?? '').trim()})`;
    return notRun('disk full', `${why}; the same with a limit of pages: test/storage/sqlite/failure.test.ts`);
  }
  const server = await startServerProcess(directory, { ...settings, HUFU_DATA_DIR: dataDir }, through);
  onTestFinished(() => void server.end('SIGKILL'));
  const disk = `/proc/${server.pid}/root${dataDir}`;
  const chains = await startChains(server.url, CHAINS);
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(bavail * bsize - LEFT_BYTES));

  const full = await fillUp(server.url, chains);
  let { acknowledged } = full;
  const { refusals } = full;
  expect(refusals.every((seconds) => /^[1-9]\d*$/.test(seconds ?? ''))).toBe(true);
  for (const chain of chains) expect(await isAlive(server.url, chain.accessTokens.at(-1) ?? '')).toBe(true);

  rmSync(join(disk, 'ballast'));
  for (let round = 0; round < 5; round++) {
    for (const chain of chains) {
      expect(await refreshOnce(server.url, chain)).toEqual({ kind: 'acknowledged' });
      acknowledged += 1;
    }
  }
  // The disk goes with the process: what a restart would find is taken from it before.
  const kept = join(directory, 'kept');
  cpSync(disk, kept, { recursive: true, filter: (path) => !path.endsWith('.sock') });
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  const next = await startServerProcess(directory, { ...settings, HUFU_DATA_DIR: kept });
  onTestFinished(() => void next.end('SIGKILL'));
  const { lost, doubled } = await examine(next.url, chains);
  report('disk full', { runs: 1, acknowledged, refused: refusals.length, lost, doubled });
  expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 });
});
