import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ClientAuthenticationMethod, ClientRight, ConsentRule, GrantType } from '../../../oauth/client/client.ts';
import { AUTHENTICATION_METHODS, CLIENT_RIGHTS, GRANT_TYPES } from '../../../oauth/client/client-profile.ts';
import { UsageError } from '../../command-io.ts';
import { addClient } from '../../operations/client-operations.ts';
import { printable } from '../../output/table.ts';
import type { Shell } from '../../shell.ts';
import { clientText } from './client-text.ts';

interface AddOptions {
  readonly id?: number;
  readonly redirectUri?: string[];
  readonly public?: boolean;
  readonly secretStdin?: boolean;
  readonly grantType?: GrantType[];
  readonly scope?: string;
  readonly defaultScope?: string;
  readonly authMethod?: ClientAuthenticationMethod;
  readonly requirePkce?: boolean;
  readonly consent?: ConsentRule;
  readonly refuseJwtReplay?: boolean;
  readonly refreshGraceSeconds?: number;
  readonly right?: ClientRight[];
  readonly owner?: string;
}

/** Adds `hufu client add`. */
export function addClientAddCommand(client: Command, shell: Shell): void {
  const command = client
    .command('add')
    .description('Register a client. Its secret is generated and shown once.')
    .argument('<fullname>', 'Its name, which users see.');
  addOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (fullname: string, options: AddOptions) => {
      const secret = options.secretStdin === true ? (await shell.io.readInput()).replace(/\r?\n$/, '') : undefined;
      if (options.public === true && options.authMethod !== undefined) throw new UsageError('--public excludes --auth-method');
      const input = {
        fullname,
        secret,
        id: options.id,
        redirect_uris: options.redirectUri,
        owner: options.owner,
        grant_types: options.grantType,
        scope: options.scope,
        default_scope: options.defaultScope,
        token_endpoint_auth_method: options.public === true ? 'none' : options.authMethod,
        require_pkce: options.requirePkce,
        consent: options.consent,
        refuse_jwt_replay: options.refuseJwtReplay,
        refresh_grace_seconds: options.refreshGraceSeconds,
        rights: options.right,
      } as const;
      const added = await shell.connected((connection) => connection.perform(addClient, input), { whereNone: 'make' });
      for (const warning of added.warnings) shell.note(`warning: ${printable(warning)}`);
      shell.show(added, () => clientText(added, 'was made'));
    });
}

function addOptions(command: Command): Command {
  return command
    .option('--redirect-uri <uri...>', 'Where users are sent back to; may be repeated.')
    .option('--public', 'It runs where it can keep no secret: a mobile or desktop application, or a page.')
    .option('--id <number>', 'Its id; the next free one by default.', wholeNumber)
    .option('--secret-stdin', 'Read its secret from standard input (at least 22 characters).')
    .addOption(new Option('--grant-type <type...>', 'The grants it may use.').choices(GRANT_TYPES))
    .option('--scope <scopes>', 'The scopes it may ask for, in one argument; all by default.')
    .option('--default-scope <scopes>', 'What it gets when it asks for none.')
    .addOption(new Option('--auth-method <method>', 'The only way it may prove who it is.').choices(AUTHENTICATION_METHODS))
    .option('--require-pkce', 'Refuse its requests without PKCE.')
    .addOption(new Option('--consent <rule>', 'When users are asked; once by default.').choices(['always', 'once', 'never']))
    .option('--refuse-jwt-replay', 'Refuse a signed client JWT that was seen before.')
    .option('--refresh-grace-seconds <number>', 'So long a repeated refresh gets the same answer; 0 to 10.', wholeNumber)
    .addOption(new Option('--right <right...>', 'What it may do beyond the ordinary.').choices(CLIENT_RIGHTS))
    .option('--owner <user>', 'The user it belongs to.');
}

const EXAMPLES = `
Examples:
  hufu client add wiki --redirect-uri https://wiki.example.com/callback
  hufu client add phone-app --public --redirect-uri com.example.app:/callback
  hufu client add intranet --consent never --scope 'openid profile' --redirect-uri http://intranet/callback
`;

function wholeNumber(text: string): number {
  if (!/^(?:0|[1-9][0-9]{0,14})$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
