import type { Command } from 'commander';
import { describeSettings } from '../../config/describe-settings.ts';
import { table } from '../output/table.ts';
import type { Shell } from '../shell.ts';

/** Adds `hufu config print`. */
export function addConfigCommand(program: Command, shell: Shell): void {
  const config = program.command('config').description('Look at the settings.').helpCommand(false);
  config
    .command('print')
    .description('Print every setting with its value and where it came from. Secrets are never shown.')
    .option('--redacted', 'Say so; output is always redacted.')
    .addHelpText('after', '\nExample:\n  hufu config print --redacted\n')
    .action(() => {
      const described = describeSettings(shell.settings());
      shell.show(described, () =>
        table(
          ['SETTING', 'VALUE', 'FROM'],
          described.map(({ name, value, origin }) => [name, value, origin]),
        ),
      );
    });
}
