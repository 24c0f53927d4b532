import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** The real command, `hufu serve`, in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  /** What was printed so far, both streams. */
  readonly printed: () => string;
  /** The link printed for the first administrator, if any. */
  readonly setupLink: () => string | undefined;
  /** Sends a signal and resolves to how the process ended. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts the server in `directory` and waits until it answers. `settings` are environment variables. */
export async function startServerProcess(directory: string, settings: Record<string, string>): Promise<ServerProcess> {
  const port = settings['HUFU_PORT'] ?? '0';
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, 'serve'], {
    cwd: directory,
    env: { PATH: process.env['PATH'] ?? '', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
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
    printed: () => printed,
    setupLink: () => /http\S+\/setup#\S+/.exec(printed)?.[0],
    async end(signal) {
      const exit = once(child, 'exit');
      child.kill(signal);
      const [code, by] = (await exit) as [number | null, NodeJS.Signals | null];
      return { code, signal: by };
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
