import type { Command } from 'commander';
import { appointRootSuper, explainHolding, listRoles } from '../../operations/role/role-operations.ts';
import type { RoleView } from '../../operations/role/role-view.ts';
import { counted } from '../../output/counted.ts';
import { printable, table } from '../../output/table.ts';
import { drawTree } from '../../output/tree.ts';
import type { Shell } from '../../shell.ts';
import { explanationText } from './explanation-text.ts';

const CLIENT: readonly [string, string] = ['--client <client>', 'The id or the name of the client.'];

interface OfClient {
  readonly client: string;
}

/** Adds `hufu role …`. */
export function addRoleCommand(program: Command, shell: Shell): void {
  const role = program
    .command('role')
    .description('Look at the roles of a client, and mend who may manage them.')
    .helpCommand(false);
  addList(role, shell);
  addSuper(role, shell);
  addExplain(role, shell);
}

function addList(role: Command, shell: Shell): void {
  role
    .command('list')
    .description('Show the tree of roles, with what is in each.')
    .requiredOption(...CLIENT)
    .addHelpText('after', '\nExample:\n  hufu role list --client wiki\n')
    .action(async ({ client }: OfClient) => {
      const listed = await shell.connected((connection) => connection.perform(listRoles, { client }));
      shell.show(listed, () => treeText(listed.roles));
    });
}

function addSuper(role: Command, shell: Shell): void {
  role
    .command('super')
    .description('Make a user a super of the root role: for a client that has lost its last one.')
    .argument('<user>', 'The user; must be active.')
    .requiredOption(...CLIENT)
    .addHelpText('after', '\nExample:\n  hufu role super --client wiki alice\n')
    .action(async (user: string, { client }: OfClient) => {
      const appointed = await shell.connected((connection) => connection.perform(appointRootSuper, { client, user }));
      const { user_id: id, changed, role: root } = appointed;
      const where = `${printable(root.name)} (role ${root.id})`;
      shell.show(appointed, () => `User ${id} is ${changed ? 'now' : 'already'} a super of ${where}.\n`);
    });
}

function addExplain(role: Command, shell: Shell): void {
  role
    .command('explain')
    .description('Tell why a user holds a resource; or what would allow it, and who may grant that.')
    .argument('<user>', 'The user.')
    .argument('<resource>', 'The id or the name of the resource.')
    .requiredOption(...CLIENT)
    .addHelpText('after', "\nExample:\n  hufu role explain --client wiki alice 'reports'\n")
    .action(async (user: string, resource: string, { client }: OfClient) => {
      const input = { client, user, resource };
      const explained = await shell.connected((connection) => connection.perform(explainHolding, input));
      shell.show(explained, () => explanationText(explained));
    });
}

function treeText(roles: readonly RoleView[]): string {
  const [root, ...below] = roles.map((role) => ({ id: role.id, parent: role.parent_id, role }));
  if (root === undefined) return '';
  const rows = drawTree(root, below).map(({ node: { role }, lines }) => [
    `${lines}${role.name}`,
    String(role.id),
    memberText(role),
    String(role.resources),
  ]);
  return table(['ROLE', 'ID', 'MEMBERS', 'RESOURCES'], rows);
}

function memberText({ members, groups }: RoleView): string {
  const counts = [
    [members.super, 'super'],
    [members.admin, 'admin'],
    [members.normal, 'normal'],
  ] as const;
  const some = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  if (groups > 0) some.push(counted(groups, 'group'));
  return some.length === 0 ? 'none' : some.join(', ');
}
