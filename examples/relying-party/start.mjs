// `npm run example:relying-party`: registers the example at the Hufu of this checkout when CLIENT_ID is not given, then runs it.
// Plain JavaScript: this runs on Node 20 and newer.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { findNode, launch } from '../../packages/server/bin/launch.mjs';
import { ensureInstalled } from '../../scripts/install.mjs';
import { explainMissingNode } from '../../scripts/missing-node.mjs';

const { HUFU_ISSUER = 'http://localhost:9096', PORT = '8080' } = process.env;
const pathOf = (relative) => fileURLToPath(new URL(relative, import.meta.url));

await ensureInstalled('server');
const node = findNode() ?? explainMissingNode();
const registered = process.env.CLIENT_ID === undefined ? await register() : {};
const env = { ...process.env, ...registered };
process.exitCode = await launch(node, ['--disable-warning=ExperimentalWarning', pathOf('main.ts')], { env });

/** Registers the example, or gives it a new secret when it is registered already; the secret is kept nowhere but in this process. */
async function register() {
  const runs = await answers(`${HUFU_ISSUER}/livez`);
  if (!runs) fail(`No Hufu answers at ${HUFU_ISSUER}. Start it in another terminal: npm start\n`);
  const fullname = 'Example application';
  const secret = randomBytes(32).toString('base64url');
  const document = { clients: [{ fullname, secret, redirect_uris: [`http://localhost:${PORT}/callback`], scope: 'user:read' }] };
  const hufu = [pathOf('../../packages/server/bin/hufu.mjs'), '--json', 'apply', '-'];
  // By standard input, since other users of the machine can see arguments.
  const { status, stdout, stderr } = spawnSync(process.execPath, hufu, { input: JSON.stringify(document), encoding: 'utf8' });
  if (status !== 0) fail(stderr);
  return { CLIENT_ID: JSON.parse(stdout).entries[0].id, CLIENT_SECRET: secret };
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

function fail(text) {
  process.stderr.write(text);
  process.exit(1);
}
