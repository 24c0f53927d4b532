import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { codeOf } from '../../config/data-directory.ts';
import { documentText } from '../apply/export/document-text.ts';
import { type Exported, exportDocument } from '../apply/export/export-document.ts';
import { OperationRefused } from '../operations/operation.ts';
import { counted } from '../output/counted.ts';
import { printable } from '../output/table.ts';
import type { Shell } from '../shell.ts';

interface ExportOptions {
  readonly withSecrets?: boolean;
  readonly force?: boolean;
}

/** Adds `hufu export`. */
export function addExportCommand(program: Command, shell: Shell): void {
  program
    .command('export')
    .description('Write all users, groups, clients and roles to a file that apply takes, ids included.')
    .argument('[file]', 'Where to; JSON when the name ends in .json, else YAML. Without it, or as -: standard output.')
    .option('--with-secrets', 'With password hashes and client secrets: keep such a file as you keep the database.')
    .option('--force', 'Replace the file when it is there.')
    .addHelpText('after', EXAMPLES)
    .action(async (named: string | undefined, { withSecrets = false, force = false }: ExportOptions) => {
      const file = named === '-' ? undefined : named;
      const path = file === undefined ? '' : resolve(shell.io.cwd, file);
      if (file !== undefined && !force && existsSync(path))
        throw new OperationRefused([`${path}: is there already: replace it with --force`]);
      const exported = await shell.connected((connection) => connection.perform(exportDocument, { with_secrets: withSecrets }));
      const remarks = remarksOn(exported, withSecrets);
      for (const remark of remarks) shell.note(printable(remark));
      if (file === undefined) return shell.show(exported.document, () => documentText(exported.document, remarks));
      const asJson = file.endsWith('.json');
      const text = asJson ? `${JSON.stringify(exported.document, null, 1)}\n` : documentText(exported.document, remarks);
      putFile(path, text, force);
      const { users = [], groups = [], clients = [] } = exported.document;
      const counts = { file, users: users.length, groups: groups.length, clients: clients.length };
      shell.show(
        counts,
        () =>
          `Wrote ${counted(users.length, 'user')}, ${counted(groups.length, 'group')} and ${counted(clients.length, 'client')} to ${file}.\n`,
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
    ...(passwords.length === 0 ? [] : [`without the passwords of ${counted(passwords.length, 'user')}: ${passwords.join(', ')}`]),
    ...(secrets.length === 0 ? [] : [`without the secrets of ${counted(secrets.length, 'client')}: ${secrets.join(', ')}`]),
    ...omissions,
  ];
}

// Written beside and then put in place: nobody else can open it, whatever was there, and half a file never stands there.
function putFile(path: string, text: string, replace: boolean): void {
  const beside = `${path}.${randomUUID()}`;
  try {
    writeFileSync(beside, text, { mode: 0o600, flag: 'wx' });
    if (replace) renameSync(beside, path);
    else linkSync(beside, path);
  } catch (error) {
    throw new OperationRefused([`${path}: cannot be written (${codeOf(error)})`], { cause: error });
  } finally {
    rmSync(beside, { force: true });
  }
}
