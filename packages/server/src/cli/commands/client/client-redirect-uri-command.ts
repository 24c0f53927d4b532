import type { Command } from 'commander';
import { changeRedirectUris, showClient } from '../../operations/client-operations.ts';
import { printable } from '../../output/table.ts';
import type { Shell } from '../../shell.ts';

/** Adds `hufu client redirect-uri`. */
export function addRedirectUriCommand(client: Command, shell: Shell): void {
  client
    .command('redirect-uri')
    .description('List, add and remove the redirect URIs of a client. They are compared character by character.')
    .argument('<client>', 'The id or the name of the client.')
    .option('--add <uri...>', 'Register a URI.')
    .option('--remove <uri...>', 'Remove a URI.')
    .addHelpText('after', EXAMPLES)
    .action(async (reference: string, { add = [], remove = [] }: { add?: string[]; remove?: string[] }) => {
      const uris = await shell.connected(async (connection) => {
        if (add.length + remove.length === 0) return (await connection.perform(showClient, { client: reference })).redirect_uris;
        const changed = await connection.perform(changeRedirectUris, { client: reference, add, remove });
        for (const warning of changed.warnings) shell.note(`warning: ${printable(warning)}`);
        return changed.client.redirect_uris;
      });
      shell.show(uris, () => uris.map((uri) => `${printable(uri)}\n`).join(''));
    });
}

const EXAMPLES = `
Examples:
  hufu client redirect-uri wiki
  hufu client redirect-uri wiki --add https://wiki.example.com/callback --remove https://old.example.com/callback
`;
