#!/usr/bin/env node
import { findNode, launchHufu } from './launch.mjs';

const node = findNode();
if (node === undefined) {
  process.stderr.write(
    `hufu needs Node 24.14 or newer, and this is ${process.versions.node}. In a checkout, "npm ci" installs the right one.\n`,
  );
  process.exit(1);
}
process.exitCode = await launchHufu(node, process.argv.slice(2));
