// `npm run example:company`: installs what is missing, then tells the story of a company. Plain JavaScript: this runs on Node 20 and newer.
import { fileURLToPath } from 'node:url';
import { findNode, launch } from '../../packages/server/bin/launch.mjs';
import { ensureInstalled } from '../../scripts/install.mjs';
import { explainMissingNode } from '../../scripts/missing-node.mjs';

await ensureInstalled('server');
const node = findNode() ?? explainMissingNode();
const main = fileURLToPath(new URL('main.ts', import.meta.url));
process.exitCode = await launch(node, ['--disable-warning=ExperimentalWarning', main, ...process.argv.slice(2)]);
