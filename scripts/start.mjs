// `npm start`: installs what the server needs when that is missing, then serves. Runs on Node 20 and newer.
import { findNode, launchHufu } from '../packages/server/bin/launch.mjs';
import { ensureInstalled } from './install.mjs';
import { explainMissingNode } from './missing-node.mjs';

await ensureInstalled('server');
const node = findNode() ?? explainMissingNode();
process.exitCode = await launchHufu(node, ['serve', ...process.argv.slice(2)]);
