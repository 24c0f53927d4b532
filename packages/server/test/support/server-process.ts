import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** What is handed down to a process that a test starts: nothing that could be a setting. */
export const PLAIN_ENVIRONMENT: Readonly<Record<string, string>> = { PATH: process.env['PATH'] ?? '' };

/** The real command, `hufu serve`, in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** Resolves when it ends by itself. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** What was printed so far, both streams. */
  readonly printed: () => string;
  /** The link printed for the first administrator, if any. */
  readonly setupLink: () => string | undefined;
  /** Sends a signal and resolves to how the process ended. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** The command line of the server, or of another `hufu` command, in a process of its own. */
export const hufuCommand = (...argv: string[]): string[] => [
  process.execPath,
  '--disable-warning=ExperimentalWarning',
  MAIN,
  ...argv,
];

/**
 * Starts the server in `directory` and waits until it answers. `settings` are environment variables; `through` is a command that
 * ends in running its further arguments in its place.
 */
export async function startServerProcess(
  directory: string,
  settings: Record<string, string>,
  through: readonly string[] = [],
): Promise<ServerProcess> {
  const port = settings['HUFU_PORT'] ?? '0';
  const [program = '', ...argv] = [...through, ...hufuCommand('serve')];
  const child = spawn(program, argv, {
    cwd: directory,
    env: { ...PLAIN_ENVIRONMENT, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }) as Awaited<ServerProcess['ended']>);
  let printed = '';
  child.stdout.on('data', (chunk) => (printed += String(chunk)));
  child.stderr.on('data', (chunk) => (printed += String(chunk)));
  await until(
    child,
    () => /Hufu serves|server\.started/.test(printed),
    () => printed,
  );
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    ended,
    printed: () => printed,
    setupLink: () => /http\S+\/setup#\S+/.exec(printed)?.[0],
    async end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

async function until(child: ChildProcess, ready: () => boolean, printed: () => string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const look = (): void => {
      if (ready()) resolve();
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('exit', () => reject(new Error(`the server ended at its start:\n${printed()}`)));
  });
}
