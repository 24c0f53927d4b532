import { run } from './cli/main-command.ts';
import { processIo } from './cli/terminal/process-io.ts';

process.umask(0o077);
process.exitCode = await run(
  process.argv.slice(2),
  // A command that only asks a running server needs none of what makes one.
  processIo(async (settings) => (await import('./composition/server.ts')).startServer(settings)),
);
