// `npm run example:<name>`: installs what is missing, registers the example at the Hufu of this checkout unless CLIENT_ID is given, and
// runs it. Plain JavaScript: this runs on Node 20 and newer.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findNode, launch } from '../packages/server/bin/launch.mjs';
import { ensureInstalled } from '../scripts/install.mjs';
import { explainMissingNode } from '../scripts/missing-node.mjs';

const EXAMPLES = {
  'single-page': { main: 'single-page/main.ts', client: 'Example single-page application' },
  'server-app': { main: 'server-app/main.ts', client: 'Example server application', secret: true },
  'device-cli': { main: 'device-cli/main.ts', client: 'Example command line' },
  machine: { main: 'machine/main.ts', client: 'Example machine', secret: true },
  'resource-server': { main: 'resource-server/main.mjs', client: 'Example notes API' },
};
const MACHINE = 'Example machine';

const example = EXAMPLES[process.argv[2]];
if (example === undefined) fail(`Which example? ${Object.keys(EXAMPLES).join(', ')}`, 2);
await ensureInstalled('all');
const node = findNode() ?? explainMissingNode();
const env = process.env.CLIENT_ID === undefined ? { ...register(example), ...process.env } : process.env;
const flags = ['--disable-warning=ExperimentalWarning'];
process.exitCode = await launch(node, [...flags, pathOf(example.main)], { env });

/** What an example is told of its registration. All are registered at once, and what is registered already stays as it is. */
function register({ client, secret }) {
  const { entries } = hufu('apply', pathOf('clients.yaml'));
  const idOf = (name) => entries.find(({ kind, fullname }) => kind === 'client' && fullname === name)?.id;
  const registration = { CLIENT_ID: idOf(client), MACHINES: idOf(MACHINE) };
  if (secret !== true) return registration;
  // The secret is kept nowhere but in the example's process: each start has one of its own, and a copy that runs keeps its for a day.
  const { generated_secret } = hufu('client', 'secret', client, '--rotate', '--keep-old', '24h');
  return { ...registration, CLIENT_SECRET: generated_secret };
}

function hufu(...args) {
  const command = fileURLToPath(new URL('../packages/server/bin/hufu.mjs', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, '--json', ...args], { encoding: 'utf8' });
  if (status !== 0) fail(stderr.trim());
  return JSON.parse(stdout);
}

function pathOf(relative) {
  return fileURLToPath(new URL(relative, import.meta.url));
}

function fail(text, exitCode = 1) {
  process.stderr.write(`${text}\n`);
  process.exit(exitCode);
}
