import { expect, onTestFinished, test } from 'vitest';
import { startServerProcess } from '../support/server-process.ts';
import { examine, faultWorld, refreshOnce, report, startChains } from './oracle.ts';

const CHAINS = 4;
/** Files may grow to so many blocks of 512 bytes: from then on writing fails with EFBIG, which SQLite knows as an I/O error. */
const LIMITS = [4_096, 5_000, 6_144];

test('an I/O error of the database ends the process, and the next one knows everything that was acknowledged', async () => {
  let acknowledged = 0;
  const seen = { lost: 0, doubled: 0 };
  for (const limit of LIMITS) {
    const { directory, settings } = await faultWorld();
    const limited = await startServerProcess(directory, settings, ['sh', '-c', `ulimit -f ${limit} && exec "$@"`, 'sh']);
    onTestFinished(() => void limited.end('SIGKILL'));
    const chains = await startChains(limited.url, CHAINS);
    const untilGone = async (chain: (typeof chains)[number]): Promise<void> => {
      for (let attempt = await refreshOnce(limited.url, chain); attempt.kind !== 'gone'; ) {
        if (attempt.kind === 'acknowledged') acknowledged += 1;
        attempt = await refreshOnce(limited.url, chain);
      }
    };
    await Promise.all(chains.map(untilGone));
    expect(await limited.ended).toEqual({ code: 1, signal: null });
    expect(limited.printed()).toContain('database.failed');
    const next = await startServerProcess(directory, settings);
    const { lost, doubled } = await examine(next.url, chains);
    await next.end('SIGTERM');
    seen.lost += lost;
    seen.doubled += doubled;
  }
  report('I/O error', { runs: LIMITS.length, acknowledged, ...seen });
  expect(acknowledged).toBeGreaterThan(0);
  expect(seen).toEqual({ lost: 0, doubled: 0 });
});
