import type { Command } from 'commander';
import { UsageError } from '../../command-io.ts';
import type { Connection } from '../../connection.ts';
import { type ErasureProgress, eraseUser } from '../../operations/erasure/erase-user.ts';
import { type ErasureView, lookAtErasure } from '../../operations/erasure/look-at-erasure.ts';
import { counted, firstOf } from '../../output/counted.ts';
import { pairs } from '../../output/table.ts';
import type { Shell } from '../../shell.ts';

/** Adds `hufu user erase`. */
export function addUserEraseCommand(user: Command, shell: Shell): void {
  user
    .command('erase')
    .description('Forget a person for good: nothing of them stays, and nobody gets their id again.')
    .argument('<id>', 'The user; one whose erasing was interrupted is named the same way.')
    .option('--yes', 'Do it. Without this it is only told what would happen.')
    .addHelpText('after', EXAMPLES)
    .action(async (id: string, { yes }: { yes?: boolean }) => {
      const view = await shell.connected((connection) => erase(connection, id, { shell, isMeant: yes === true }));
      shell.show({ ...view, erased: true }, () => doneText(view));
    });
}

const EXAMPLES = `
Examples:
  hufu user erase alice
  hufu user erase alice --yes
`;

async function erase(
  connection: Connection,
  id: string,
  { shell, isMeant }: { readonly shell: Shell; readonly isMeant: boolean },
): Promise<ErasureView> {
  const view = await connection.perform(lookAtErasure, { id });
  if (view.is_complete) return view;
  for (const warning of warningsOf(view)) shell.note(`warning: ${warning}`);
  if (!isMeant) {
    shell.show({ ...view, erased: false }, () => foreseenText(view));
    throw new UsageError(`nothing was done: to erase ${view.id} for good, add --yes`);
  }
  for (let after: string | undefined = ''; after !== undefined; ) {
    const progress: ErasureProgress = await connection.perform(eraseUser, { id: view.id, after });
    after = progress.next ?? undefined;
  }
  return view;
}

const NAMED = 10;

function foreseenText(view: ErasureView): string {
  if (view.is_gone) return '';
  const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : firstOf(names, NAMED));
  return `Erasing ${view.id} would end or hand over:\n${pairs([
    ['  roles', list(view.roles.map(({ client, roles }) => `${counted(roles, 'role')} of ${client}`))],
    ['  groups', list(view.groups)],
    ['  sign-in sessions', view.sessions === 0 ? 'none' : String(view.sessions)],
    ['  tokens', view.clients_with_tokens.length === 0 ? 'none' : `of ${list(view.clients_with_tokens)}`],
    ['  groups owned', list(view.groups_owned)],
    ['  clients owned', list(view.clients_owned)],
    ['  last super of', list(view.clients_without_super)],
  ])}`;
}

function doneText(view: ErasureView): string {
  if (view.is_complete) return `User ${view.id} was erased before, and nothing was left to be done.\n`;
  if (view.is_gone) return `The erasing of user ${view.id}, which had been begun before, was completed.\n`;
  return `User ${view.id} was erased.\n`;
}

function warningsOf(view: ErasureView): string[] {
  if (view.is_gone) return ['erasing them was interrupted: what is left of them in the audit table is still to be forgotten'];
  return [
    ...view.clients_without_super.map((name) => `client ${name} loses its last super: appoint one with \`hufu role super\``),
    ...view.groups_owned.map((name) => `group ${name} passes to the system: system administrators may change it`),
    ...view.clients_owned.map((name) => `client ${name} no longer has an owner`),
  ];
}
