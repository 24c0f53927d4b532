import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { Benchmark, Gauge, Pace, RunningSubject } from '../framework/benchmark.ts';
import { endProcess } from '../framework/processes.ts';
import { serverSubject } from '../framework/server-subject.ts';
import { copiedDirectory } from '../hufu/copied-directory.ts';
import { limitGet } from '../limits/limits.ts';
import { loadOf } from '../oauth/flow-urls.ts';
import { WRITING_SIZE } from '../oauth/hufu-subject.ts';
import { HUFU_PATHS } from '../oauth/oauth-server.ts';
import { tokenDatabase } from '../oauth/token-database.ts';
import type { TokenSize } from '../oauth/token-plan.ts';
import { peerModule } from '../peers/ensure-peers.ts';
import { bundledHufu } from './bundled-hufu.ts';
import { startUntilAnswer, timeToFirstAnswer } from './first-answer.ts';
import { largeSize } from './large-size.ts';
import { touchTokens } from './touch-tokens.ts';

const IDLE = 'hufu, idle';
const SETTLED_MS = 2_000;

/** What a server holds of the machine's memory. */
export const memoryBenchmark: Benchmark = {
  name: 'memory',
  summary: 'resident memory two seconds after a start, and after every token was asked about once',
  async *rows(pace: Pace) {
    const size = largeSize(pace);
    const loaded = `hufu, ${size.tokens.toLocaleString('en-GB')} tokens of ${size.users.toLocaleString('en-GB')} users touched`;
    yield {
      kind: 'gauge',
      name: 'resident memory',
      unit: 'MB',
      rounds: pace.quick ? 1 : 3,
      gauges: [
        { name: IDLE, measure: () => memoryOf(hufu(WRITING_SIZE)) },
        touched(loaded, size),
        { name: 'bare node:http, idle', measure: () => memoryOf(limitGet.start()) },
        { name: 'oidc-provider, idle', measure: () => memoryOf(oidcProvider()) },
      ],
      bounds: [
        { subject: IDLE, atMost: 90 },
        { subject: loaded, atMost: 250 },
      ],
    };
  },
};

function touched(name: string, size: TokenSize): Gauge {
  return {
    name,
    async measure() {
      const { client } = await tokenDatabase(size);
      return memoryOf(hufu(size), ({ port }) => touchTokens(port, { paths: HUFU_PATHS, client }, size));
    },
  };
}

type Running = Pick<RunningSubject, 'pid' | 'port' | 'stop'>;

async function memoryOf(
  starting: Promise<Running>,
  use: (running: Running) => Promise<void> = async () => undefined,
): Promise<number> {
  const running = await starting;
  try {
    await use(running);
    await setTimeout(SETTLED_MS);
    return residentMegabytes(running.pid);
  } finally {
    await running.stop();
  }
}

/** The bundle, in a start after the one that brings the database up to date. */
async function hufu(size: TokenSize): Promise<Running> {
  const starting = await bundledHufu(copiedDirectory((await tokenDatabase(size)).directory));
  await timeToFirstAnswer(starting);
  const { child, port } = await startUntilAnswer(starting);
  return { pid: child.pid ?? 0, port, stop: () => endProcess(child) };
}

function oidcProvider(): Promise<RunningSubject> {
  const module = peerModule('oidc-provider-server.mjs');
  const start = { module, args: ['ES256', '0', '0'], silent: true };
  return serverSubject('oidc-provider', start, loadOf('introspection', {})).start();
}

function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+([0-9]+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
  return Number(kilobytes) / 1024;
}
