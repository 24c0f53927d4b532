// `npm test`: installs everything when that is missing, runs all tests, and ends with the line `N passed, N failed`. Runs on Node 20 and newer.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNode, launch } from '../packages/server/bin/launch.mjs';
import { ensureInstalled } from './install.mjs';
import { explainMissingNode } from './missing-node.mjs';

const quickProjects = ['unit', 'storage', 'protocol'];
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));

await ensureInstalled('all');
const node = findNode() ?? explainMissingNode();
process.exitCode = await runTests(process.argv.slice(2));

async function runTests(args) {
  const directory = mkdtempSync(join(tmpdir(), 'hufu-test-'));
  const summaryFile = join(directory, 'summary.json');
  const colour = process.stdout.isTTY ? {} : { NO_COLOR: '1' };
  // No name of ours: `hufu` refuses every HUFU_… that is no setting, and tests start it.
  const env = { ...process.env, ...colour, TEST_SUMMARY_FILE: summaryFile, TZ: 'UTC' };
  const code = await launch(node, ['--disable-warning=ExperimentalWarning', vitest, 'run', ...toVitest(args)], { env });
  const { passed, failed } = readSummary(summaryFile);
  rmSync(directory, { recursive: true, force: true });
  // A run that broke outside of any test (no test found, an error nobody caught) has failed too.
  const reported = code === 0 ? failed : Math.max(failed, 1);
  process.stdout.write(`${passed} passed, ${reported} failed\n`);
  return reported === 0 ? 0 : 1;
}

function toVitest(args) {
  if (!args.includes('--quick')) return args;
  return [...quickProjects.flatMap((project) => ['--project', project]), ...args.filter((argument) => argument !== '--quick')];
}

function readSummary(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return { passed: 0, failed: 1 };
  }
}
