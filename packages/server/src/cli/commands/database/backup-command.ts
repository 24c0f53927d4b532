import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type BackupMade, backUp } from '../../operations/database/back-up.ts';
import type { Shell } from '../../shell.ts';

interface BackupOptions {
  readonly withKey?: boolean;
  readonly force?: boolean;
}

/** Adds `hufu backup`. */
export function addBackupCommand(program: Command, shell: Shell): void {
  program
    .command('backup')
    .description('Copy the database to a file, checked and durable, while the server goes on.')
    .argument('<file>', 'Where to; the running server writes it, with mode 0600.')
    .option('--with-key', 'With the at-rest key in it: such a file opens every client secret.')
    .option('--force', 'Replace a backup that is there. Nothing else is ever replaced.')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, { withKey = false, force = false }: BackupOptions) => {
      const input = { target: resolve(shell.io.cwd, file), with_key: withKey, replace: force };
      const made = await shell.connected((connection) => connection.perform(backUp, input));
      shell.note(remarkOn(made));
      shell.show(made, () => `Wrote ${made.file}: ${(made.bytes / 1e6).toFixed(1)} MB, checked.\n`);
    });
}

const EXAMPLES = `
Examples:
  hufu backup /backup/hufu-2026-11-22.db
  hufu backup --with-key --force /backup/hufu.db
`;

function remarkOn({ holds_key, key_id }: BackupMade): string {
  if (holds_key) {
    return `warning: the at-rest key (${key_id}) is in it: who reads this file has every client secret. Keep it as you keep the key`;
  }
  return `the at-rest key (${key_id}) is not in it: keep the key apart, for without it no client secret in this file can be opened`;
}
