import type { Command } from 'commander';
import { UsageError } from '../../command-io.ts';
import {
  listClients,
  removeClient,
  rotateClientSecret,
  setClientStatus,
  showClient,
} from '../../operations/client-operations.ts';
import type { ClientView } from '../../operations/client-view.ts';
import { parseDuration } from '../../output/duration.ts';
import { pairs, printable, table } from '../../output/table.ts';
import type { Shell } from '../../shell.ts';
import { addClientAddCommand } from './client-add-command.ts';
import { addRedirectUriCommand } from './client-redirect-uri-command.ts';
import { addClientSetCommand } from './client-set-command.ts';
import { clientText } from './client-text.ts';

const CLIENT = 'The id or the name of the client.';

/** Adds `hufu client …`. */
export function addClientCommand(program: Command, shell: Shell): void {
  const client = program
    .command('client')
    .description('Manage clients: the applications that users sign in to.')
    .helpCommand(false);
  addClientAddCommand(client, shell);
  addList(client, shell);
  addShow(client, shell);
  addStatus(client, shell, {
    name: 'disable',
    status: 'disabled',
    text: 'Disable a client: its tokens work nowhere until it is enabled again.',
  });
  addStatus(client, shell, { name: 'enable', status: 'active', text: 'Enable a disabled client.' });
  addDelete(client, shell);
  addClientSetCommand(client, shell);
  addRedirectUriCommand(client, shell);
  addSecret(client, shell);
}

function addList(client: Command, shell: Shell): void {
  client
    .command('list')
    .description('List the clients.')
    .addHelpText('after', '\nExample:\n  hufu client list --json\n')
    .action(async () => {
      const clients: ClientView[] = [];
      await shell.connected(async (connection) => {
        for (let after: number | null | undefined; after !== null; ) {
          const page: { readonly clients: readonly ClientView[]; readonly next: number | null } = await connection.perform(
            listClients,
            { after },
          );
          clients.push(...page.clients);
          after = page.next;
        }
      });
      const rows = clients.map((one) => [
        String(one.id),
        one.fullname,
        one.status,
        kind(one),
        one.consent,
        one.redirect_uris.join(' '),
      ]);
      shell.show(clients, () => table(['ID', 'FULLNAME', 'STATUS', 'KIND', 'CONSENT', 'REDIRECT URIS'], rows));
    });
}

function addShow(client: Command, shell: Shell): void {
  client
    .command('show')
    .description('Show all about a client but its secret.')
    .argument('<client>', CLIENT)
    .addHelpText('after', '\nExample:\n  hufu client show wiki\n')
    .action(async (reference: string) => {
      const found = await shell.connected((connection) => connection.perform(showClient, { client: reference }));
      shell.show(found, () => pairs(Object.entries(found).map(([name, value]) => [name, text(value)] as const)));
    });
}

function addStatus(
  client: Command,
  shell: Shell,
  wanted: { readonly name: string; readonly status: 'active' | 'disabled'; readonly text: string },
): void {
  client
    .command(wanted.name)
    .description(wanted.text)
    .argument('<client>', CLIENT)
    .addHelpText('after', `\nExample:\n  hufu client ${wanted.name} wiki\n`)
    .action(async (reference: string) => {
      const input = { client: reference, status: wanted.status };
      const result = await shell.connected((connection) => connection.perform(setClientStatus, input));
      shell.show(result, () => clientText(result, `is ${wanted.status}${result.changed ? '' : ' already'}`));
    });
}

function addDelete(client: Command, shell: Shell): void {
  client
    .command('delete')
    .description('Delete a client with its tokens and consents. This cannot be undone.')
    .argument('<client>', CLIENT)
    .addHelpText('after', '\nExample:\n  hufu client delete wiki\n')
    .action(async (reference: string) => {
      const deleted = await shell.connected((connection) => connection.perform(removeClient, { client: reference }));
      shell.show(deleted, () => `Client ${deleted.id} (${printable(deleted.fullname)}) was deleted.\n`);
    });
}

interface SecretOptions {
  readonly rotate?: boolean;
  readonly keepOld?: string;
  readonly secretStdin?: boolean;
}

function addSecret(client: Command, shell: Shell): void {
  client
    .command('secret')
    .description('Tell whether a client has a secret, or give it a new one, which is shown once.')
    .argument('<client>', CLIENT)
    .option('--rotate', 'Make a new secret.')
    .option('--keep-old <duration>', 'So long the old one works too: 24h, 7d.')
    .option('--secret-stdin', 'With --rotate: take the new secret from standard input (at least 22 characters).')
    .addHelpText('after', '\nExamples:\n  hufu client secret wiki --rotate --keep-old 24h\n  hufu client secret wiki\n')
    .action(async (reference: string, options: SecretOptions) => {
      if (options.rotate !== true) return tellSecret(shell, reference, options);
      const keep_old_seconds = parseDuration(options.keepOld ?? '0');
      if (keep_old_seconds === undefined) throw new UsageError('--keep-old must be a duration such as 24h');
      const secret = options.secretStdin === true ? (await shell.io.readInput()).replace(/\r?\n$/, '') : undefined;
      const input = { client: reference, keep_old_seconds, secret };
      const result = await shell.connected((connection) => connection.perform(rotateClientSecret, input));
      shell.show(result, () => clientText(result, 'has a new secret'));
    });
}

async function tellSecret(shell: Shell, reference: string, options: SecretOptions): Promise<void> {
  if (options.keepOld !== undefined || options.secretStdin === true)
    throw new UsageError('--keep-old and --secret-stdin need --rotate');
  const { id, fullname, has_secret, old_secret_until } = await shell.connected((connection) =>
    connection.perform(showClient, { client: reference }),
  );
  const old = old_secret_until === null ? '' : ` The one before works until ${old_secret_until}.`;
  const state = has_secret
    ? `has a secret, which cannot be shown again; --rotate makes another.${old}`
    : 'is public and has no secret.';
  shell.show({ id, fullname, has_secret, old_secret_until }, () => `Client ${id} (${printable(fullname)}) ${state}\n`);
}

function kind(client: ClientView): string {
  return client.token_endpoint_auth_method === 'none' ? 'public' : 'confidential';
}

function text(value: unknown): string {
  if (value === null) return '–';
  if (Array.isArray(value)) return value.join(' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
