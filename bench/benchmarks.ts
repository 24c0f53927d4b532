import { checkBenchmark } from './check/check-benchmark.ts';
import { checkGrowthBenchmark, listingGrowthBenchmark } from './check/check-growth-benchmark.ts';
import type { Benchmark } from './framework/benchmark.ts';
import { limitsBenchmark } from './limits/limits-benchmark.ts';
import { codeFlowBenchmark } from './oauth/code-flow-benchmark.ts';
import { introspectionBenchmark, introspectionGrowthBenchmark } from './oauth/introspection-benchmark.ts';
import { clientCredentialsBenchmark, refreshBenchmark } from './oauth/issuing-benchmark.ts';
import { signInBenchmark } from './sign-in/sign-in-benchmark.ts';
import { coldStartBenchmark } from './start/cold-start-benchmark.ts';
import { memoryBenchmark } from './start/memory-benchmark.ts';

/** All benchmarks, in the order in which they run. */
export const BENCHMARKS: readonly Benchmark[] = [
  limitsBenchmark,
  introspectionBenchmark,
  clientCredentialsBenchmark,
  refreshBenchmark,
  codeFlowBenchmark,
  signInBenchmark,
  checkBenchmark,
  checkGrowthBenchmark,
  introspectionGrowthBenchmark,
  listingGrowthBenchmark,
  coldStartBenchmark,
  memoryBenchmark,
];
