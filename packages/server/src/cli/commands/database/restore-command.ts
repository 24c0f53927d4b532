import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type RestoreView, restoreBackup } from '../../operations/database/restore.ts';
import { counted } from '../../output/counted.ts';
import type { Shell } from '../../shell.ts';

interface RestoreOptions {
  readonly force?: boolean;
  readonly keepSessions?: boolean;
}

/** Adds `hufu restore`. */
export function addRestoreCommand(program: Command, shell: Shell): void {
  program
    .command('restore')
    .description('Put a backup in the place of the database. No server may run; what was there is kept beside.')
    .argument('<file>', 'A file that `hufu backup` made.')
    .option('--force', 'Replace the database that is there.')
    .option('--keep-sessions', 'Let sessions and tokens of the backup live on, also those that were ended since.')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, { force = false, keepSessions = false }: RestoreOptions) => {
      const request = { file: resolve(shell.io.cwd, file), force, keepSessions, now: shell.io.now() };
      const restored = await restoreBackup(shell.settings().settings, request);
      if (keepSessions) shell.note('warning: sessions and tokens that were ended after the backup are valid again');
      shell.show(restored, () => textOf(restored));
    });
}

const EXAMPLES = `
Examples:
  hufu restore /backup/hufu-2026-11-22.db
  hufu restore --force /backup/hufu-2026-11-22.db
`;

function textOf({ database, kept_database, kept_key, key_taken_from_backup, made_at, ended }: RestoreView): string {
  const lines = [
    `Restored ${database}${made_at === null ? '' : `, as it was at ${made_at}`}.`,
    ...(kept_database === null ? [] : [`The database that was there is ${kept_database}.`]),
    ...(key_taken_from_backup ? ['The at-rest key was taken from the backup.'] : []),
    ...(kept_key === null ? [] : [`The key that was there is ${kept_key}.`]),
    `Ended: ${endedText(ended)}.`,
    'What was changed after the backup is undone: passwords, frozen and erased people, secrets, roles.',
  ];
  return `${lines.join('\n')}\n`;
}

function endedText({ sessions, grants, client_tokens, codes, links }: RestoreView['ended']): string {
  return [
    counted(sessions, 'session'),
    `${counted(grants, 'grant')} with ${grants === 1 ? 'its' : 'their'} tokens`,
    counted(client_tokens, 'token of clients', 'tokens of clients'),
    counted(codes, 'code'),
    counted(links, 'link'),
  ].join(', ');
}
