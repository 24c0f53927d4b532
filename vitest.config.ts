import { availableParallelism } from 'node:os';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const seconds = 1000;
const tests = 'packages/server/test';

/** Projects whose files run beside each other. */
function together(name: string, include: string[], exclude: string[] = []): { test: object } {
  const sequence = { groupOrder: 0 };
  return {
    test: {
      name,
      include,
      exclude: ['**/node_modules/**', ...exclude],
      sequence,
      testTimeout: 20 * seconds,
      hookTimeout: 30 * seconds,
    },
  };
}

/** A project whose tests find a PostgreSQL server. */
function withPostgres({ test }: { test: object }): { test: object } {
  return { test: { ...test, globalSetup: ['packages/server/test/support/postgres/global-setup.ts'] } };
}

/** Projects that need the machine for themselves: their files run one at a time, after all others. */
function alone(name: string, include: string[], groupOrder: number): { test: object } {
  const sequence = { groupOrder };
  return { test: { name, include, sequence, fileParallelism: false, testTimeout: 90 * seconds, hookTimeout: 120 * seconds } };
}

const config: ViteUserConfig = defineConfig({
  test: {
    environment: 'node',
    allowOnly: false,
    passWithNoTests: false,
    // Vitest leaves one core free, which on two cores means one file at a time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: [['default', { summary: false }], './scripts/summary-reporter.ts'],
    projects: [
      together('unit', ['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts']),
      together('storage', [`${tests}/storage/**/*.test.ts`], [`${tests}/storage/{postgres,nodes}/**`]),
      withPostgres(together('postgres', [`${tests}/storage/{postgres,nodes}/**/*.test.ts`])),
      together('protocol', [`${tests}/{protocol,identity,bad-input}/**/*.test.ts`]),
      together('authority', [`${tests}/{authority,authority-api}/**/*.test.ts`]),
      together('commands', [`${tests}/cli/**/*.test.ts`]),
      alone('browser', ['e2e/**/*.test.ts'], 1),
      withPostgres(alone('faults', [`${tests}/faults/**/*.test.ts`], 2)),
    ],
  },
});
export default config;
