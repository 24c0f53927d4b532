import { checkBenchmark } from './check/check-benchmark.ts';
import { checkGrowthBenchmark } from './check/check-growth-benchmark.ts';
import type { Benchmark } from './framework/benchmark.ts';
import { limitsBenchmark } from './limits/limits-benchmark.ts';

/** All benchmarks, in the order in which they run. */
export const BENCHMARKS: readonly Benchmark[] = [limitsBenchmark, checkBenchmark, checkGrowthBenchmark];
