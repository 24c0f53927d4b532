import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { apply } from '../apply/apply.ts';
import type { AppliedEntry, ApplyResult } from '../apply/apply-result.ts';
import { parseDocumentText, readDocumentFile } from '../apply/read-document.ts';
import { printable } from '../output/table.ts';
import type { Shell } from '../shell.ts';

/** Adds `hufu apply`. */
export function addApplyCommand(program: Command, shell: Shell): void {
  program
    .command('apply')
    .description('Bring about what a file says: users, groups, clients and their roles. What is so already is not touched.')
    .argument('<file>', 'A YAML or JSON file; - reads standard input.')
    .option('--plan', 'Only tell what would be done.')
    .option('--prune', 'Remove what the lists of the file do not name; users are marked as deleted.')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, options: { plan?: boolean; prune?: boolean }) => {
      const document =
        file === '-' ? parseDocumentText(file, await shell.io.readInput()) : readDocumentFile(resolve(shell.io.cwd, file));
      const input = { document: document ?? {}, plan: options.plan === true, prune: options.prune === true };
      const result = await shell.connected((connection) => connection.perform(apply, input), {
        whereNone: input.plan ? 'pretend' : 'make',
      });
      for (const warning of result.warnings) shell.note(`warning: ${printable(warning)}`);
      shell.show(result, () => describe(result, basename(file)));
    });
}

const EXAMPLES = `
The file:
  users:
    - id: alice
      fullname: Alice Liu
      email: alice@example.com
      password: correct horse battery   # or password_hash: argon2id or bcrypt
      must_change_password: true
      status: active                    # active, frozen or delete
      system_administrator: true
  groups:
    - name: staff
      members: [alice]
  clients:
    - id: 1                             # optional, as all but fullname
      fullname: wiki
      redirect_uris: [https://wiki.example.com/callback]
      consent: once                     # always, once or never
      resources:
        - name: page:edit
      roles:
        - name: Editors
          resources: [page:edit]
          groups: [staff]
          members:
            - user_id: alice
              role_type: admin          # normal, admin or super

Examples:
  hufu apply hufu-apply.yaml --plan
  hufu apply hufu-apply.yaml
`;

function describe(result: ApplyResult, file: string): string {
  const touched = result.entries.filter((entry) => entry.outcome !== 'unchanged');
  const unchanged = result.entries.length - touched.length;
  const lines = touched.map((entry) => sentence(entry, result.planned));
  const rest = unchanged === 0 ? '' : `${unchanged} unchanged`;
  if (touched.length === 0) return `Nothing to do: all is as ${file} says${rest === '' ? '' : ` (${rest})`}.\n`;
  const plan = result.planned ? 'Nothing was done: this is the plan.' : '';
  return [...lines, rest, plan]
    .filter((text) => text !== '')
    .map((text) => `${text}\n`)
    .join('');
}

const KINDS = { user: 'user', group: 'group', client: 'client', authority: 'authority of client' } as const;

function sentence(entry: AppliedEntry, planned: boolean): string {
  const name = entry.kind === 'user' ? entry.id : `${entry.id} ${printable(entry.fullname)}`;
  const members = entry.members.length === 0 ? '' : `: ${entry.members.join(', ')}`;
  const line = `${planned ? 'would be ' : ''}${entry.outcome}  ${KINDS[entry.kind]} ${name}${members}`;
  if (entry.generated_secret !== null) return `${line}\n    its secret, shown only now: ${entry.generated_secret}`;
  return entry.generates_secret ? `${line} (a secret will be generated)` : line;
}
