import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { codeOf } from '../../config/data-directory.ts';
import { documentText } from '../apply/export/document-text.ts';
import { type Exported, exportDocument } from '../apply/export/export-document.ts';
import { OperationRefused } from '../operations/operation.ts';
import { printable } from '../output/table.ts';
import type { Shell } from '../shell.ts';

/** Adds `hufu export`. */
export function addExportCommand(program: Command, shell: Shell): void {
  program
    .command('export')
    .description('Write all users, groups, clients and roles to a file that apply takes, ids included.')
    .argument('[file]', 'Where to; JSON when the name ends in .json, else YAML. Without it: standard output.')
    .option('--with-secrets', 'With password hashes and client secrets: keep such a file as you keep the database.')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string | undefined, { withSecrets = false }: { withSecrets?: boolean }) => {
      const exported = await shell.connected((connection) => connection.perform(exportDocument, { with_secrets: withSecrets }));
      const remarks = remarksOn(exported, withSecrets);
      for (const remark of remarks) shell.note(printable(remark));
      if (file === undefined) return shell.show(exported.document, () => documentText(exported.document, remarks));
      const asJson = file.endsWith('.json');
      const text = asJson ? `${JSON.stringify(exported.document, null, 1)}\n` : documentText(exported.document, remarks);
      replaceFile(resolve(shell.io.cwd, file), text);
      const { users = [], groups = [], clients = [] } = exported.document;
      const counts = { file, users: users.length, groups: groups.length, clients: clients.length };
      shell.show(
        counts,
        () => `Wrote ${users.length} users, ${groups.length} groups and ${clients.length} clients to ${file}.\n`,
      );
    });
}

const EXAMPLES = `
Examples:
  hufu export hufu-apply.yaml
  hufu export --with-secrets everything.json
`;

function remarksOn({ document, omissions }: Exported, withSecrets: boolean): string[] {
  const { passwords = [], client_secrets: secrets = [] } = document.missing ?? {};
  return [
    ...(withSecrets ? ['holds password hashes and client secrets: keep it as you keep the database'] : []),
    ...(passwords.length === 0 ? [] : [`without the passwords of ${passwords.length} users: ${passwords.join(', ')}`]),
    ...(secrets.length === 0 ? [] : [`without the secrets of ${secrets.length} clients: ${secrets.join(', ')}`]),
    ...omissions,
  ];
}

// Written beside and then put in place: nobody else can open it, whatever was there, and half a file never stands there.
function replaceFile(path: string, text: string): void {
  const beside = `${path}.${randomUUID()}`;
  try {
    writeFileSync(beside, text, { mode: 0o600, flag: 'wx' });
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new OperationRefused([`${path}: cannot be written (${codeOf(error)})`], { cause: error });
  }
}
