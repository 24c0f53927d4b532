import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandIo } from '../../src/cli/command-io.ts';
import { run } from '../../src/cli/main-command.ts';

/** What one invocation of `hufu` did. */
export interface Invocation {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A working directory in which `hufu` is run in this process, with its input given and its output caught. */
export interface CommandLine {
  readonly cwd: string;
  readonly dataDir: string;
  hufu(argv: readonly string[], world?: Partial<CommandIo>): Promise<Invocation>;
  /** Runs with `--json`; throws unless the exit code is 0. */
  json(argv: readonly string[], world?: Partial<CommandIo>): Promise<unknown>;
  write(name: string, text: string): void;
  remove(): void;
}

/** Makes a working directory with nothing in it. */
export function commandLine(): CommandLine {
  const cwd = mkdtempSync(join(tmpdir(), 'hufu-cli-'));
  const hufu = async (argv: readonly string[], world: Partial<CommandIo> = {}): Promise<Invocation> => {
    const said = { out: '', err: '' };
    const code = await run(argv, { ...unattended(cwd), ...recording(said), ...world });
    return { code, ...said };
  };
  return {
    cwd,
    dataDir: join(cwd, 'data'),
    hufu,
    async json(argv, world) {
      const { code, out, err } = await hufu([...argv, '--json'], world);
      if (code !== 0) throw new Error(`hufu ${argv.join(' ')}: exit code ${code}: ${err}`);
      return JSON.parse(out);
    },
    write: (name, text) => writeFileSync(join(cwd, name), text),
    remove: () => rmSync(cwd, { recursive: true }),
  };
}

function recording(said: { out: string; err: string }): Pick<CommandIo, 'out' | 'err'> {
  return {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
  };
}

function unattended(cwd: string): Omit<CommandIo, 'out' | 'err'> {
  return {
    env: { HUFU_PASSWORD_PARALLELISM: '2' },
    cwd,
    terminal: false,
    now: Date.now,
    readInput: () => Promise.resolve(''),
    askSecret: () => Promise.resolve(undefined),
    serve: () => Promise.reject(new Error('not in this test')),
    untilStopped: () => Promise.resolve(),
  };
}
