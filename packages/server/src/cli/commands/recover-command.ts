import type { Command } from 'commander';
import { recover } from '../operations/recover.ts';
import type { Shell } from '../shell.ts';

/** Adds `hufu recover`. */
export function addRecoverCommand(program: Command, shell: Shell): void {
  program
    .command('recover')
    .description('Issue a link that makes a system administrator, or gives one a new password. Earlier links stop working.')
    .addHelpText('after', '\nExample:\n  hufu recover\n')
    .action(async () => {
      const issued = await shell.connected((connection) => connection.perform(recover, {}), { whereNone: 'make' });
      shell.show(issued, () => `Open this link; it works once, until ${issued.expires_at}:\n\n  ${issued.link}\n\n`);
    });
}
