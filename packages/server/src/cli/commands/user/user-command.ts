import { type Command, Option } from 'commander';
import { addUser, setAdministrator, setStatusOfUser, setUserPassword } from '../../operations/user-operations.ts';
import type { Shell } from '../../shell.ts';
import { choosePassword, type PasswordOptions } from './choose-password.ts';
import { addUserEraseCommand } from './user-erase-command.ts';
import { addUserListCommand, addUserShowCommand } from './user-list-command.ts';

const USER = 'The user.';

/** Adds `hufu user …`. */
export function addUserCommand(program: Command, shell: Shell): void {
  const user = program.command('user').description('Manage users.').helpCommand(false);
  addAdd(user, shell);
  addUserListCommand(user, shell);
  addUserShowCommand(user, shell);
  addPassword(user, shell);
  addStatus(user, shell, {
    name: 'freeze',
    status: 'frozen',
    done: 'is frozen',
    text: 'Freeze a user: sessions and tokens end at once.',
  });
  addStatus(user, shell, {
    name: 'activate',
    status: 'active',
    done: 'is active',
    text: 'Make a frozen or deleted user active again.',
  });
  addStatus(user, shell, {
    name: 'delete',
    status: 'delete',
    done: 'is deleted',
    text: 'Mark a user as deleted: sessions and tokens end at once.',
  });
  addAdmin(user, shell);
  addUserEraseCommand(user, shell);
}

function withPasswordOptions(command: Command): Command {
  return command
    .addOption(new Option('--password-stdin', 'Read the password from standard input.').conflicts('generatePassword'))
    .option('--generate-password', 'Make a password and show it once.')
    .option('--permanent', 'The password need not be changed at the next sign-in.');
}

function addAdd(user: Command, shell: Shell): void {
  withPasswordOptions(
    user
      .command('add')
      .description('Make a user. Asks for the password unless it is given in another way.')
      .argument('<id>', 'A–Z, a–z, 0–9, - and _; at most 64.'),
  )
    .option('--fullname <name>', 'The name that is shown; the id by default.')
    .option('--email <address>', 'The e-mail address.')
    .option('--no-password', 'The user cannot sign in by password.')
    .option('--admin', 'The user is a system administrator.')
    .addHelpText('after', ADD_EXAMPLES)
    .action(async (id: string, options: PasswordOptions & { fullname?: string; email?: string; admin?: boolean }) => {
      const { fullname, email, admin: system_administrator } = options;
      const input = { id, fullname, email, system_administrator, ...(await choosePassword(shell.io, options)) };
      const added = await shell.connected((connection) => connection.perform(addUser, input), { whereNone: 'make' });
      shell.show(added, () => `User ${added.user.id} was made.\n${generatedText(added.generated_password)}`);
    });
}

const ADD_EXAMPLES = `
Examples:
  hufu user add alice --fullname 'Alice Liu' --generate-password
  hufu user add bob --password-stdin < password.txt
`;

function addPassword(user: Command, shell: Shell): void {
  withPasswordOptions(
    user.command('password').description('Set a user’s password: sessions and tokens end at once.').argument('<id>', USER),
  )
    .addHelpText('after', '\nExamples:\n  hufu user password alice\n  hufu user password alice --generate-password\n')
    .action(async (id: string, options: PasswordOptions) => {
      const chosen = await choosePassword(shell.io, { ...options, password: true });
      const changed = await shell.connected((connection) => connection.perform(setUserPassword, { id, ...chosen }));
      shell.show(changed, () => `The password of ${changed.user.id} was changed.\n${generatedText(changed.generated_password)}`);
    });
}

interface StatusCommand {
  readonly name: string;
  readonly status: 'active' | 'frozen' | 'delete';
  readonly done: string;
  readonly text: string;
}

function addStatus(user: Command, shell: Shell, { name, status, done, text }: StatusCommand): void {
  user
    .command(name)
    .description(text)
    .argument('<id>', USER)
    .addHelpText('after', `\nExample:\n  hufu user ${name} alice\n`)
    .action(async (id: string) => {
      const result = await shell.connected((connection) => connection.perform(setStatusOfUser, { id, status }));
      shell.show(result, () => `User ${result.user.id} ${done}${result.changed ? '' : ' already'}.\n`);
    });
}

function addAdmin(user: Command, shell: Shell): void {
  user
    .command('admin')
    .description('Name a user a system administrator, or take that away.')
    .argument('<id>', USER)
    .option('--revoke', 'Take it away; one active administrator always remains.')
    .addHelpText('after', '\nExamples:\n  hufu user admin alice\n  hufu user admin alice --revoke\n')
    .action(async (id: string, { revoke }: { revoke?: boolean }) => {
      const wanted = { id, system_administrator: revoke !== true };
      const result = await shell.connected((connection) => connection.perform(setAdministrator, wanted));
      const state = revoke === true ? 'is no system administrator' : 'is a system administrator';
      shell.show(result, () => `User ${result.user.id} ${state}${result.changed ? '' : ' already'}.\n`);
    });
}

function generatedText(password: string | null): string {
  return password === null ? '' : `The password, shown only now: ${password}\n`;
}
