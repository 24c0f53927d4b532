import type { Benchmark, Gauge, Pace } from '../framework/benchmark.ts';
import { copiedDirectory } from '../hufu/copied-directory.ts';
import { WRITING_SIZE } from '../oauth/hufu-subject.ts';
import { tokenDatabase } from '../oauth/token-database.ts';
import type { TokenSize } from '../oauth/token-plan.ts';
import { peerModule } from '../peers/ensure-peers.ts';
import { bundledHufu, hufuFromSources, launchedHufu } from './bundled-hufu.ts';
import { type Starting, timeToFirstAnswer } from './first-answer.ts';
import { largeSize } from './large-size.ts';

const BUNDLED = 'hufu, bundled';

/** From the start of a process to the first answer. */
export const coldStartBenchmark: Benchmark = {
  name: 'cold-start',
  summary: 'milliseconds from the start of a process to its first 200, with an existing database',
  async *rows(pace: Pace) {
    const size = largeSize(pace);
    const large = `${BUNDLED}, ${size.tokens.toLocaleString('en-GB')} tokens`;
    yield {
      kind: 'gauge',
      name: 'cold start',
      unit: 'ms',
      gauges: [
        startOfHufu(BUNDLED, bundledHufu, WRITING_SIZE),
        startOfHufu(large, bundledHufu, size),
        startOfHufu(`${BUNDLED}, by its launcher`, launchedHufu, WRITING_SIZE),
        startOfHufu('hufu, from sources', hufuFromSources, WRITING_SIZE),
        bare,
        oidcProvider,
      ],
      bounds: [
        { subject: BUNDLED, atMost: 400 },
        { subject: large, atMost: 1.1, against: BUNDLED },
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

function startOfHufu(name: string, startingOf: (directory: string) => Promise<Starting>, size: TokenSize): Gauge {
  let copy: string | undefined;
  return {
    name,
    async measure() {
      if (copy === undefined) {
        copy = copiedDirectory((await tokenDatabase(size)).directory);
        // It may have to be brought up to date, and V8 keeps what it has compiled: the first start is another thing.
        await timeToFirstAnswer(await startingOf(copy));
      }
      return timeToFirstAnswer(await startingOf(copy));
    },
  };
}
