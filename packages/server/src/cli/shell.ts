import type { Command } from 'commander';
import { type LoadedSettings, loadSettings } from '../config/load-settings.ts';
import { type CommandIo, UsageError } from './command-io.ts';
import { type Connection, connectTo, type WhereNone } from './connection.ts';
import { printable } from './output/table.ts';
import { settingFlagValues } from './setting-options.ts';

/** What commands are built on: settings, the connection, and output for people or for programs. */
export interface Shell {
  readonly io: CommandIo;
  /** Throws `UsageError` with every mistake. */
  settings(): Extract<LoadedSettings, { kind: 'loaded' }>;
  /** Runs a command with a connection, which is closed afterwards. Where there is no database that is an error, unless said. */
  connected<T>(work: (connection: Connection) => Promise<T>, options?: { readonly whereNone: WhereNone }): Promise<T>;
  /** Shows a result: `human` for people, with `--json` the value itself. */
  show(value: unknown, human: () => string): void;
  /** Tells the operator, in one line, what is not part of the result. */
  note(text: string): void;
}

/** The shell of one invocation; the program's options are read when a command runs. */
export function createShell(program: Command, io: CommandIo): Shell {
  const settings = (): Extract<LoadedSettings, { kind: 'loaded' }> => {
    const loaded = loadSettings({ flags: settingFlagValues(program), env: io.env, cwd: io.cwd, terminal: io.terminal });
    if (loaded.kind === 'loaded') return loaded;
    throw new UsageError(...loaded.problems);
  };
  return {
    io,
    settings,
    async connected(work, { whereNone } = { whereNone: 'refuse' }) {
      const connection = await connectTo({ settings: settings().settings, now: io.now, whereNone });
      try {
        return await work(connection);
      } finally {
        await connection.close();
      }
    },
    show: (value, human) =>
      io.out(program.opts<{ json?: boolean }>().json === true ? `${JSON.stringify(value, null, 2)}\n` : human()),
    note: (text) => io.err(`${printable(text)}\n`),
  };
}
