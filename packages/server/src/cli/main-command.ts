import { readFileSync } from 'node:fs';
import { Command, CommanderError, Help } from 'commander';
import { DataDirectoryUnusable } from '../config/data-directory.ts';
import { type CommandIo, UsageError } from './command-io.ts';
import { addApplyCommand } from './commands/apply-command.ts';
import { addAuditCommand } from './commands/audit-command.ts';
import { addClientCommand } from './commands/client/client-command.ts';
import { addConfigCommand } from './commands/config-command.ts';
import { addBackupCommand } from './commands/database/backup-command.ts';
import { addRestoreCommand } from './commands/database/restore-command.ts';
import { addVerifyCommand } from './commands/database/verify-command.ts';
import { addExportCommand } from './commands/export-command.ts';
import { addImportCommand } from './commands/import-command.ts';
import { addRecoverCommand } from './commands/recover-command.ts';
import { addRoleCommand } from './commands/role/role-command.ts';
import { addServeCommand } from './commands/serve-command.ts';
import { addUserCommand } from './commands/user-command.ts';
import { OperationRefused } from './operations/operation.ts';
import { addSettingOptions, isCommonOption } from './setting-options.ts';
import { createShell } from './shell.ts';

/** Exit code of what was done, of what failed, and of what was asked wrongly. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** Runs the `hufu` command with the arguments after its name; resolves to the exit code, having told errors on `io.err`. */
export async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    await buildProgram(io).parseAsync(argv, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    return report(error, io);
  }
}

/** The whole command tree; also what the documentation is generated from. */
export function buildProgram(io: CommandIo): Command {
  const program = new Command('hufu');
  program
    .description('Hufu, a self-hosted authorization server.')
    .version(version(), '-V, --version', 'Print the version.')
    .option('--json', 'Print results as JSON, for programs.')
    .helpOption('-h, --help', 'Show this help.')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) })
    .configureHelp({
      showGlobalOptions: true,
      visibleGlobalOptions: (command) =>
        globalOptions(command).filter((option) => command.name() === 'serve' || isCommonOption(option)),
      visibleOptions: (command) =>
        new Help().visibleOptions(command).filter((option) => command.parent !== null || isCommonOption(option)),
    })
    .addHelpText('after', EXAMPLES);
  addSettingOptions(program);
  const shell = createShell(program, io);
  addServeCommand(program, shell);
  addApplyCommand(program, shell);
  addExportCommand(program, shell);
  addUserCommand(program, shell);
  addClientCommand(program, shell);
  addRoleCommand(program, shell);
  addImportCommand(program, shell);
  addRecoverCommand(program, shell);
  addAuditCommand(program, shell);
  addBackupCommand(program, shell);
  addRestoreCommand(program, shell);
  addVerifyCommand(program, shell);
  addConfigCommand(program, shell);
  return program;
}

const EXAMPLES = `
A command speaks to the running server over a socket in the data directory, or opens the
database itself when no server runs. \`hufu serve --help\` lists every setting.

Examples:
  hufu serve --port 9999
  hufu user add alice --fullname 'Alice Liu' --generate-password
  hufu client add wiki --redirect-uri https://wiki.example.com/callback
  hufu audit list --since 24h --json
`;

function globalOptions(command: Command): Command['options'][number][] {
  const parents: Command[] = [];
  for (let parent = command.parent; parent !== null; parent = parent.parent) parents.push(parent);
  return parents.flatMap((parent) => parent.options);
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
}

function report(error: unknown, io: CommandIo): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  const lines = error instanceof OperationRefused ? error.problems : [error instanceof Error ? error.message : String(error)];
  for (const line of lines.flatMap((text) => text.split('\n'))) io.err(`hufu: ${line}\n`);
  if (error instanceof UsageError) return EXIT.usage;
  if (!isExplained(error) && error instanceof Error && io.env['NODE_DEBUG']?.includes('hufu') === true)
    io.err(`${error.stack ?? ''}\n`);
  return EXIT.failed;
}

function isExplained(error: unknown): boolean {
  return error instanceof OperationRefused || error instanceof DataDirectoryUnusable;
}
