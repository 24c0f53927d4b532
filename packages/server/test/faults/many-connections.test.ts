import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { FAULT_LIMIT_MS } from './fault-runs.ts';
import { fileLimit, type ManySockets, memoryOf, openSockets } from './many-sockets.ts';
import { faultWorld, notRun, report } from './oracle.ts';
import { examineAll } from './signed-in.ts';
import { type SteadyLoad, startLoad } from './steady-load.ts';

const CLIENTS = 4;
const PAUSE_MS = 50;
const SLOW = 2_000;
const IDLE = 10_000;
/** Other files of a process, connections of normal traffic among them. */
const OTHER_FILES = 300;
/** A request head of which a server waits for the end. */
const HEAD = `GET /oauth2/authorize HTTP/1.1\r\nHost: localhost\r\nX-Slow: ${'x'.repeat(200)}`;
const BYTE_EVERY_MS = 500;
/** What one connection may cost the server. */
const MEMORY_EACH = 32 * 1024;
/** How much the normal traffic itself may move it: the collector works when it wants. */
const MEMORY_AROUND = 96 * 1024 * 1024;

/** Opens so many connections beside normal traffic, and looks at what they cost when `meanwhile` has ended. */
async function beside(
  name: string,
  count: number,
  meanwhile: (sockets: ManySockets, load: SteadyLoad) => Promise<void>,
): Promise<void> {
  const limit = fileLimit(count + OTHER_FILES);
  if (limit < count + OTHER_FILES) return notRun(name, `a process may open ${limit} files here`);
  const { directory, settings } = await faultWorld();
  const server = await startServerProcess(directory, { ...settings, HUFU_MAX_CONNECTIONS: String(count + OTHER_FILES) });
  onTestFinished(() => void server.end('SIGKILL'));
  const load = await startLoad(server.url, CLIENTS, PAUSE_MS);
  await more(load);
  const before = memoryOf(server.pid);
  const sockets = await openSockets(server.url, count);
  onTestFinished(() => sockets.close());
  const { acknowledged } = load;
  await meanwhile(sockets, load);
  const grown = growth(server, before);
  const during = load.acknowledged - acknowledged;
  sockets.close();
  await load.stop();
  const { lost, doubled } = await examineAll(server.url, load.chains);
  report(name, { runs: 1, connections: count, acknowledged: during, lost, doubled, refused: load.refused, 'MB more': grown });
  expect({ lost, doubled, refused: load.refused, wrong: load.wrong }).toEqual({ lost: 0, doubled: 0, refused: 0, wrong: [] });
  expect(during).toBeGreaterThan(0);
  if (typeof grown === 'number') expect(grown * 1e6).toBeLessThan(count * MEMORY_EACH + MEMORY_AROUND);
}

function growth(server: ServerProcess, before: number | undefined): number | string {
  const now = memoryOf(server.pid);
  return now === undefined || before === undefined ? 'unknown' : Math.round((now - before) / 1e6);
}

async function more(load: SteadyLoad): Promise<void> {
  const before = load.acknowledged;
  await expect.poll(() => load.acknowledged, { timeout: FAULT_LIMIT_MS, interval: 10 }).toBeGreaterThan(before + 40);
}

test(
  '2,000 connections that send their headers a byte at a time end by the limit, and normal traffic goes on beside them',
  { timeout: FAULT_LIMIT_MS },
  () =>
    beside('2,000 slow connections', SLOW, async (sockets, load) => {
      expect(sockets.open).toBe(SLOW);
      while (sockets.open > 0) {
        sockets.drip(HEAD);
        await wait(BYTE_EVERY_MS);
      }
      expect([...sockets.answers]).toEqual(['HTTP/1.1 408 Request Timeout']);
      await more(load);
    }),
);

test('10,000 idle connections stand beside normal traffic', { timeout: FAULT_LIMIT_MS }, () =>
  beside('10,000 idle connections', IDLE, async (sockets, load) => {
    const { open, ended } = sockets;
    expect([open + ended, [...sockets.answers]]).toEqual([IDLE, []]);
    await more(load);
    await more(load);
  }),
);
