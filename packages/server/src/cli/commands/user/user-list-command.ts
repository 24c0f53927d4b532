import { type Command, Option } from 'commander';
import { UsageError } from '../../command-io.ts';
import type { Connection } from '../../connection.ts';
import { PAGE_SIZE } from '../../operations/operation.ts';
import {
  type FoundUsers,
  listUsers,
  MOST_FOUND,
  searchUsers,
  showUser,
  type UserPage,
} from '../../operations/user-operations.ts';
import type { UserView } from '../../operations/user-view.ts';
import { counted } from '../../output/counted.ts';
import { pairs, table } from '../../output/table.ts';
import type { Shell } from '../../shell.ts';

interface ListOptions {
  readonly status?: 'active' | 'frozen' | 'delete';
  readonly search?: string;
  readonly limit: string;
}

/** Adds `hufu user list`. */
export function addUserListCommand(user: Command, shell: Shell): void {
  user
    .command('list')
    .description('List the users, by id.')
    .addOption(new Option('--status <status>', 'Only users of this status.').choices(['active', 'frozen', 'delete']))
    .option('--search <text>', 'Only whose id or name holds this; the deleted only with --status delete.')
    .option('--limit <number>', `At most so many; with --search at most ${MOST_FOUND}.`, '100')
    .addHelpText('after', '\nExamples:\n  hufu user list --status frozen\n  hufu user list --search liu --limit 500\n')
    .action(async (options: ListOptions) => {
      if (!/^[1-9][0-9]{0,14}$/.test(options.limit)) throw new UsageError('--limit must be a whole number from 1');
      const { users, total } = await shell.connected((connection) => find(connection, options));
      shell.show(users, () => table(['ID', 'FULLNAME', 'EMAIL', 'STATUS', 'ADMINISTRATOR', 'PASSWORD'], users.map(row)));
      const more = total - users.length;
      if (more > 0) shell.note(`${counted(more, 'user')} more: --limit shows more, --search looks for some`);
    });
}

/** Adds `hufu user show`. */
export function addUserShowCommand(user: Command, shell: Shell): void {
  user
    .command('show')
    .description('Show all about a user but their secrets.')
    .argument('<id>', 'The user.')
    .addHelpText('after', '\nExample:\n  hufu user show alice\n')
    .action(async (id: string) => {
      const found = await shell.connected((connection) => connection.perform(showUser, { id }));
      shell.show(found, () => pairs(Object.entries(found).map(([name, value]) => [name, value === '' ? '–' : String(value)])));
    });
}

async function find(connection: Connection, { status, search, limit }: ListOptions): Promise<FoundUsers> {
  if (search !== undefined) {
    return connection.perform(searchUsers, { text: search, status, limit: Math.min(MOST_FOUND, Number(limit)) });
  }
  const users = await firstUsers(connection, status, Number(limit));
  if (users.length < Number(limit)) return { users, total: users.length };
  const statuses = status === undefined ? [undefined, 'delete' as const] : [status];
  let total = 0;
  for (const one of statuses) total += (await connection.perform(searchUsers, { text: '', status: one, limit: 1 })).total;
  return { users, total };
}

async function firstUsers(connection: Connection, status: ListOptions['status'], limit: number): Promise<UserView[]> {
  const users: UserView[] = [];
  for (let after: string | null | undefined; after !== null && users.length < limit; ) {
    const size = Math.min(PAGE_SIZE, limit - users.length);
    const page: UserPage = await connection.perform(listUsers, { status, after, limit: size });
    users.push(...page.users);
    after = page.next;
  }
  return users;
}

function row(user: UserView): string[] {
  const password = user.must_change_password ? 'to be changed' : 'set';
  return [
    user.id,
    user.fullname,
    user.email,
    user.status,
    user.system_administrator ? 'yes' : '',
    user.has_password ? password : 'none',
  ];
}
