import type { Command } from 'commander';
import type { Shell } from '../shell.ts';

/** Adds `hufu serve`. */
export function addServeCommand(program: Command, shell: Shell): void {
  program
    .command('serve')
    .description('Run the server until SIGTERM or SIGINT, then finish what is in flight and exit.')
    .addHelpText('after', EXAMPLES)
    .action(async () => {
      const { settings } = shell.settings();
      const server = await shell.io.serve(settings);
      // To programs the log says it; but nobody learns of the link in another way.
      if (settings.logFormat === 'pretty' || server.setupLink !== undefined) shell.io.out(`Hufu serves ${server.issuer}\n`);
      if (server.setupLink !== undefined) shell.io.out(setUpText(server.setupLink));
      await shell.io.untilStopped();
      await server.close();
    });
}

const EXAMPLES = `
Each setting is read from its flag, its environment variable (--data-dir: HUFU_DATA_DIR), the
configuration file (data_dir) or its default, in that order.

Examples:
  hufu serve
  hufu serve --port 9999 --data-dir /var/lib/hufu
  HUFU_ISSUER=https://auth.example.com HUFU_TRUSTED_PROXIES=10.0.0.2 hufu serve
`;

function setUpText(link: string): string {
  return `\nThere is no system administrator yet. Open this link to make one; it works once, for 24 hours:\n\n  ${link}\n\n`;
}
