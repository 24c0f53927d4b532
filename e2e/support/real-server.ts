import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';

/** The server, started by its command in a directory that was empty. */
export interface RealServer {
  readonly url: string;
  readonly directory: string;
  /** The set-up link as it was printed. */
  readonly setupLink: string;
  /** All that was printed so far. */
  printed(): string;
  /** Stops it as an operator would, and answers its exit code. */
  stop(): Promise<number | null>;
}

const COMMAND = fileURLToPath(new URL('../../packages/server/bin/hufu.mjs', import.meta.url));

/** Runs `hufu serve` on a fresh machine, as far as it can tell: an empty directory, and no setting but the port. */
export async function startRealServer(): Promise<RealServer> {
  const directory = mkdtempSync(join(tmpdir(), 'hufu-e2e-'));
  const port = await freePort();
  const child = spawn(process.execPath, [COMMAND, 'serve', '--port', String(port)], {
    cwd: directory,
    env: { PATH: process.env['PATH'] ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  let printed = '';
  const setupLink = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        const link = /^ *(http:\S+\/setup#\S+)$/m.exec(printed)?.[1];
        if (link !== undefined) resolve(link);
      });
    }
  });
  const gone = exited.then(([code]) => Promise.reject(new Error(`the server ended with ${code}:\n${printed}`)));
  return {
    url: `http://localhost:${port}`,
    directory,
    setupLink: await Promise.race([setupLink, gone]),
    printed: () => printed,
    async stop() {
      gone.catch(() => undefined);
      child.kill('SIGTERM');
      const [code] = await exited;
      rmSync(directory, { recursive: true, force: true });
      return code;
    },
  };
}
