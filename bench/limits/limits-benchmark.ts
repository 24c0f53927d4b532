import type { Benchmark } from '../framework/benchmark.ts';
import { limitGet, limitPost } from './limits.ts';

/** What the machine can do at all, and whether the load generator can ask for that much. */
export const limitsBenchmark: Benchmark = {
  name: 'limits',
  summary: 'the least that node:http can do for a request: the yardstick of everything else',
  async *rows() {
    yield { name: 'bare node:http', subjects: [limitGet, limitPost], targets: [] };
  },
};
