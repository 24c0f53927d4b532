import { run } from './cli/main-command.ts';
import { processIo } from './cli/terminal/process-io.ts';
import { startServer } from './server.ts';

process.umask(0o077);
process.exitCode = await run(
  process.argv.slice(2),
  processIo((settings) => startServer(settings)),
);
