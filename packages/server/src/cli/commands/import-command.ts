import { resolve } from 'node:path';
import type { Command } from 'commander';
import { importFile } from '../import/import-file.ts';
import { beginReport, type ImportSummary } from '../import/import-report.ts';
import type { ImportedRow } from '../import/import-users.ts';
import { checkUsersFile } from '../import/read-rows.ts';
import { OperationRefused } from '../operations/operation.ts';
import { counted } from '../output/counted.ts';
import { progressOf } from '../output/progress.ts';
import { printable } from '../output/table.ts';
import type { Shell } from '../shell.ts';

interface ImportOptions {
  readonly users: string;
  readonly dryRun?: boolean;
  readonly update?: boolean;
  readonly replacePasswords?: boolean;
  readonly report?: string;
}

/** Adds `hufu import …`. */
export function addImportCommand(program: Command, shell: Shell): void {
  const command = program.command('import').description('Take people over from other systems.').helpCommand(false);
  command
    .command('csv')
    .description('Import users from a CSV file, some hundreds at a time. Users who exist are left alone without --update.')
    .requiredOption('--users <file>', 'The file: UTF-8, and the first line names the columns.')
    .option('--dry-run', 'Only tell what would be done.')
    .option('--update', 'Change users who exist to what the file says; an empty field says nothing.')
    .option('--replace-passwords', 'With --update: also replace passwords that users have; their sessions end.')
    .option('--report <file>', 'Write what became of each row to a new file, as JSON lines.')
    .addHelpText('after', EXAMPLES)
    .action(async (options: ImportOptions) => {
      const summary = await importCsv(shell, options);
      shell.show(summary, () => describe(summary));
      if (summary.refused > 0)
        throw new OperationRefused([
          `${summary.refused} of ${counted(summary.rows, 'row')} ${summary.refused === 1 ? 'was' : 'were'} refused`,
        ]);
    });
}

const EXAMPLES = `
The columns, of which only id is needed, in any order:
  id, fullname, email, phone, wechat, type (system, ldap or special), dn, organization,
  status (active, frozen or delete), password_hash (argon2id or bcrypt),
  must_change_password (true or false)
A field with commas, such as an argon2id hash, stands in quotes.

Examples:
  hufu import csv --users staff.csv --dry-run
  hufu import csv --users staff.csv --report staff-report.jsonl
`;

async function importCsv(shell: Shell, options: ImportOptions): Promise<ImportSummary> {
  const { io } = shell;
  const plan = options.dryRun === true;
  const mode = { plan, update: options.update === true, replace_passwords: options.replacePasswords === true };
  const file = await checkUsersFile(resolve(io.cwd, options.users));
  return shell.connected(
    async (connection) => {
      const report = await beginReport(options.report === undefined ? undefined : resolve(io.cwd, options.report));
      const { show, end } = progressOf(file.rows, { write: io.rewrite, now: io.now });
      try {
        await importFile(connection, { file, mode, report, progress: show });
        return report.summary(plan);
      } finally {
        end();
        await report.close();
      }
    },
    { whereNone: plan ? 'pretend' : 'make' },
  );
}

function describe(summary: ImportSummary): string {
  const { planned, refused, first_refused: first } = summary;
  const more = refused - first.length;
  return [
    ...first.map(sentence),
    ...(more === 0 ? [] : [`and ${more} more that were refused: --report writes down all`]),
    ...outcomeLines(summary),
    ...(planned ? ['Nothing was done: this is the plan.'] : []),
  ]
    .map((text) => `${text}\n`)
    .join('');
}

function sentence({ line, id, reasons }: ImportedRow): string {
  return `line ${line}  ${id === '' ? '' : `${printable(id)}  `}refused: ${reasons.map(printable).join('; ')}`;
}

function outcomeLines({ created, updated, unchanged, existing, refused }: ImportSummary): string[] {
  const numbers = [
    [created, 'created'],
    [updated, 'updated'],
    [unchanged, 'unchanged'],
    [existing, 'left alone: they exist and differ (--update changes them)'],
    [refused, 'refused'],
  ] as const;
  const lines = numbers.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return lines.length === 0 ? ['No rows.'] : lines;
}
