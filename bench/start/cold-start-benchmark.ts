import type { Benchmark, Gauge, Pace } from '../framework/benchmark.ts';
import { copiedDirectory } from '../hufu/copied-directory.ts';
import { WRITING_SIZE } from '../oauth/hufu-subject.ts';
import { tokenDatabase } from '../oauth/token-database.ts';
import type { TokenSize } from '../oauth/token-plan.ts';
import { peerModule } from '../peers/ensure-peers.ts';
import { timeToFirstAnswer } from './first-answer.ts';
import { largeSize } from './large-size.ts';

const MAIN = new URL('../../packages/server/src/main.ts', import.meta.url);
const LAUNCHER = new URL('../../packages/server/bin/hufu.mjs', import.meta.url);

const SMALL = 'hufu';
const LAUNCHED = 'hufu, by its launcher';

/** From the start of a process to the first answer. */
export const coldStartBenchmark: Benchmark = {
  name: 'cold-start',
  summary: 'milliseconds from the start of a process to its first 200, with an existing database, from sources',
  async *rows(pace: Pace) {
    const size = largeSize(pace);
    const large = `hufu, ${size.tokens.toLocaleString('en-GB')} tokens`;
    yield {
      kind: 'gauge',
      name: 'cold start',
      unit: 'ms',
      gauges: [
        startOfHufu(SMALL, MAIN, WRITING_SIZE),
        startOfHufu(large, MAIN, size),
        startOfHufu(LAUNCHED, LAUNCHER, WRITING_SIZE),
        bare,
        oidcProvider,
      ],
      bounds: [
        { subject: SMALL, atMost: 400 },
        { subject: large, atMost: 1.1, against: SMALL },
      ],
    };
  },
};

const bare: Gauge = {
  name: 'bare node:http',
  measure: () => timeToFirstAnswer({ module: new URL('../limits/bare-server.ts', import.meta.url), path: '/' }),
};

const oidcProvider: Gauge = {
  name: 'oidc-provider',
  measure: () => {
    const module = peerModule('oidc-provider-server.mjs');
    return timeToFirstAnswer({ module, path: '/.well-known/openid-configuration', args: ['ES256', '0', '0'] });
  },
};

function startOfHufu(name: string, module: URL, size: TokenSize): Gauge {
  let copy: string | undefined;
  return {
    name,
    async measure() {
      copy ??= copiedDirectory((await tokenDatabase(size)).directory);
      const args = ['serve', '--data-dir', copy, '--port', 'PORT', '--host', '127.0.0.1', '--log-format', 'json'];
      return timeToFirstAnswer({ module, path: '/healthz', args });
    },
  };
}
