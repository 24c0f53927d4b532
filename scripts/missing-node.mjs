/** Ends the process, saying how to get the Node that the sources need. */
export function explainMissingNode() {
  process.stderr.write(
    'The pinned Node (node_modules/node/bin/node) is missing: npm did not run the install script of the package "node".\n' +
      'Run "npm rebuild node --ignore-scripts=false", or use Node 24.14 or newer.\n',
  );
  process.exit(1);
}
