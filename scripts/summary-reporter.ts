import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

/**
 * Counts the tests of a run for scripts/test.mjs, and prints why each skipped one was skipped; without a reason it counts as failed.
 * Errors outside of any test are no tests: how many there were is said apart, and by them alone the run has failed too.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandledErrors: ReadonlyArray<unknown>): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const broken = modules.filter((module) => module.errors().length > 0).length;
    const unexplained = tests.filter((test) => skipReason(test) === '');
    for (const test of tests) reportSkip(test);
    if (unhandledErrors.length > 0)
      process.stdout.write(`errors outside of any test, not counted as tests: ${unhandledErrors.length}\n`);
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    const failed = tests.filter((test) => test.result().state === 'failed').length + unexplained.length + broken;
    const summaryFile = process.env['TEST_SUMMARY_FILE'];
    if (summaryFile !== undefined) writeFileSync(summaryFile, JSON.stringify({ passed, failed }));
  }
}

function reportSkip(test: TestCase): void {
  const reason = skipReason(test);
  if (reason === undefined) return;
  const outcome = reason === '' ? 'SKIPPED WITHOUT A REASON, which counts as failed' : `skipped: ${reason}`;
  process.stdout.write(`${outcome}: ${test.module.relativeModuleId} > ${test.fullName}\n`);
}

/** Answers undefined for a test that ran or was left out by a filter on the command line, and '' for a skip that gives no reason. */
function skipReason(test: TestCase): string | undefined {
  const result = test.result();
  if (
    result.state !== 'skipped' ||
    process.argv.some((argument) => argument === '-t' || argument.startsWith('--testNamePattern'))
  )
    return;
  return result.note ?? '';
}
