import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A server to tell the story on. */
export interface Server {
  readonly url: string;
  readonly dataDir: string;
  /** Stops it and removes what it kept, if it was started here. */
  stop(): Promise<void>;
}

/** The `hufu` command of this checkout. */
export const HUFU: string = fileURLToPath(new URL('../../../packages/server/bin/hufu.mjs', import.meta.url));

/** What a child needs to know of the world: no setting of another server. */
export const PLAIN_ENVIRONMENT: NodeJS.ProcessEnv = { PATH: process.env['PATH'] ?? '' };

/**
 * Starts a server in an empty directory, on a port of its own; it goes when this process is told to end. Throws with what it printed
 * when it does not come up.
 */
export async function startServer(): Promise<Server> {
  const directory = mkdtempSync(join(tmpdir(), 'hufu-company-'));
  const url = `http://localhost:${await freePort()}`;
  const dataDir = join(directory, 'data');
  const args = [HUFU, 'serve', '--port', new URL(url).port, '--data-dir', dataDir];
  const child = spawn(process.execPath, args, { cwd: directory, env: PLAIN_ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
    rmSync(directory, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void stop().then(() => process.exit(128 + constants.signals[signal])));
  }
  try {
    await untilReady(child, url);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, dataDir, stop };
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (printed += String(text)));
  for (const until = Date.now() + 30_000; Date.now() < until && child.exitCode === null; ) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The server did not start:\n${printed}`);
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, 'localhost', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
