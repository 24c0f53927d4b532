import { Command, CommanderError, Help } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { DataDirectoryUnusable } from '../config/data-directory.ts';
import { type CommandIo, UsageError } from './command-io.ts';
import { addServeCommand } from './commands/serve-command.ts';
import { OperationRefused } from './operations/operation.ts';
import { printable, printableLines } from './output/table.ts';
import { addSettingOptions, isCommonOption } from './setting-options.ts';
import { createShell } from './shell.ts';

/** Exit code of what was done, of what failed, and of what was asked wrongly. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** Runs the `hufu` command with the arguments after its name; resolves to the exit code, having told errors on `io.err`. */
export async function run(argv: readonly string[], outer: CommandIo): Promise<number> {
  const io = printing(outer);
  try {
    const program = argv[0] === 'serve' ? serveProgram(io) : await buildProgram(io);
    await program.parseAsync(argv, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    return report(error, io);
  }
}

/** The whole command tree; also what the documentation is generated from. */
export async function buildProgram(io: CommandIo): Promise<Command> {
  const program = bareProgram(io);
  const { addAllCommands } = await import('./commands/all-commands.ts');
  addAllCommands(program, createShell(program, io));
  return program;
}

/** `hufu serve` alone: a server does not hold in memory what only the other commands need. */
function serveProgram(io: CommandIo): Command {
  const program = bareProgram(io);
  addServeCommand(program, createShell(program, io));
  return program;
}

function bareProgram(io: CommandIo): Command {
  const program = new Command('hufu');
  program
    .description('Hufu, a self-hosted authorization server.')
    .version(manifest.version, '-V, --version', 'Print the version.')
    .option('--json', 'Print results as JSON, for programs.')
    .helpOption('-h, --help', 'Show this help.')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: (text) => io.err(text),
      outputError: (text, write) => write(mistake(text)),
    })
    .configureHelp({
      showGlobalOptions: true,
      visibleGlobalOptions: (command) =>
        globalOptions(command).filter((option) => command.name() === 'serve' || isCommonOption(option)),
      visibleOptions: (command) =>
        new Help().visibleOptions(command).filter((option) => command.parent !== null || isCommonOption(option)),
    })
    .addHelpText('after', EXAMPLES);
  addSettingOptions(program);
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

/** Names and texts of others reach the terminal as they are told: whatever is written goes through here, and cannot steer it. */
function printing(io: CommandIo): CommandIo {
  return { ...io, out: (text) => io.out(printableLines(text)), err: (text) => io.err(printableLines(text)) };
}

function report(error: unknown, io: CommandIo): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  for (const line of linesOf(error)) io.err(`hufu: ${line}\n`);
  if (error instanceof UsageError) return EXIT.usage;
  if (!isExplained(error) && error instanceof Error && io.env['NODE_DEBUG']?.includes('hufu') === true)
    io.err(`${error.stack ?? ''}\n`);
  return EXIT.failed;
}

// A problem is one line: a name with a line break in it must not look like another message.
function linesOf(error: unknown): readonly string[] {
  if (error instanceof OperationRefused || error instanceof UsageError) return error.problems.map(printable);
  return [printable(error instanceof Error ? error.message : String(error))];
}

// Of what commander says, only its guess of what was meant stands in a line of its own.
function mistake(text: string): string {
  const [, said = text, hint = ''] = /^(.*?)(\n\(Did you mean [^\n]*\?\))?\n$/s.exec(text) ?? [];
  return `${printable(said)}${hint}\n`;
}

function isExplained(error: unknown): boolean {
  return error instanceof OperationRefused || error instanceof DataDirectoryUnusable;
}
