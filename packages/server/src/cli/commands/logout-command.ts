import type { Command } from 'commander';
import { UsageError } from '../command-io.ts';
import { PAGE_SIZE } from '../operations/operation.ts';
import { type LogoutView, listLogouts } from '../operations/records/logout-operations.ts';
import { table } from '../output/table.ts';
import type { Shell } from '../shell.ts';

interface ListOptions {
  readonly failed?: true;
  readonly limit: string;
}

/** Adds `hufu logout …`. */
export function addLogoutCommand(program: Command, shell: Shell): void {
  program
    .command('logout')
    .description('Look at which applications were told that sessions have ended.')
    .helpCommand(false)
    .command('list')
    .description('List the logout tokens of 30 days, newest first: delivered, failed, or to be tried again.')
    .option('--failed', 'Only those whose last try failed.')
    .option('--limit <number>', 'At most so many.', '50')
    .addHelpText('after', '\nExamples:\n  hufu logout list\n  hufu logout list --failed --json\n')
    .action(async ({ failed, limit }: ListOptions) => {
      if (!/^[1-9][0-9]{0,5}$/.test(limit)) throw new UsageError('--limit must be a whole number from 1');
      const query = { failed: failed === true, limit: Math.min(PAGE_SIZE, Number(limit)) };
      const { deliveries } = await shell.connected((connection) => connection.perform(listLogouts, query));
      shell.show(deliveries, () => table(HEADING, deliveries.map(row)));
    });
}

const HEADING = ['TIME', 'CLIENT', 'USER', 'SESSION', 'STATE', 'TRIES', 'NEXT TRY', 'ERROR'];

function row({ at, client, user, session, state, attempts, next_attempt_at, error }: LogoutView): string[] {
  return [at, String(client), user ?? '', session, state, String(attempts), next_attempt_at ?? '', error ?? ''];
}
