// `node scripts/tool.mjs <script or command> …`: runs it with the pinned Node, after a full install. Runs on Node 20 and newer.
import { existsSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findNode, launch } from '../packages/server/bin/launch.mjs';
import { ensureInstalled } from './install.mjs';
import { explainMissingNode } from './missing-node.mjs';

const [name = '', ...args] = process.argv.slice(2);
await ensureInstalled('all');
const node = findNode() ?? explainMissingNode();
const command = fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url));
const script = existsSync(command) ? realpathSync(command) : name;
process.exitCode = await launch(node, ['--disable-warning=ExperimentalWarning', script, ...args]);
