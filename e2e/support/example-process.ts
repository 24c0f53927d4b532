import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { RealServer } from './real-server.ts';

/** Commands of this checkout, run in the directory of a server. */
export interface Commands {
  /** Runs `hufu` and answers what it printed; throws when it refuses. */
  hufu(args: readonly string[], input?: string): Promise<string>;
  /** Starts an example as `npm run example:<name>` does, and answers what it said as soon as it runs. */
  start(name: string, env: Record<string, string>): Promise<string>;
  /** Runs an example that ends by itself, and answers what it said and its exit code. */
  run(name: string, env: Record<string, string>): Promise<{ readonly code: number | null; readonly printed: string }>;
  /** Ends what was started. */
  close(): Promise<void>;
}

const pathOf = (relative: string): string => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

/** The commands for a server. */
export function commandsFor(server: RealServer): Commands {
  const started: ChildProcess[] = [];
  const launch = (script: string, args: readonly string[], env: Record<string, string>): ChildProcess => {
    const options = { cwd: server.directory, env: { PATH: process.env['PATH'] ?? '', ...env } };
    const child = spawn(process.execPath, [pathOf(script), ...args], { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
    started.push(child);
    return child;
  };
  const example = (name: string, env: Record<string, string>): ChildProcess =>
    launch('examples/start.mjs', [name], { HUFU_ISSUER: server.url, ...env });
  return {
    async hufu(args, input = '') {
      const child = launch('packages/server/bin/hufu.mjs', args, {});
      child.stdin?.end(input);
      const { code, printed } = await endOf(child);
      if (code !== 0) throw new Error(printed);
      return printed;
    },
    start: (name, env) => saidWhenRunning(example(name, env)),
    run: (name, env) => endOf(example(name, env)),
    async close() {
      const alive = started.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
      const exits = alive.map((child) => once(child, 'exit'));
      for (const child of alive) child.kill('SIGTERM');
      await Promise.all(exits);
    },
  };
}

async function endOf(child: ChildProcess): Promise<{ code: number | null; printed: string }> {
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, printed };
}

function saidWhenRunning(child: ChildProcess): Promise<string> {
  let printed = '';
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        if (/ runs on /.test(printed)) resolve(printed);
      });
    }
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${printed}`)));
  });
}
