import { once } from 'node:events';
import { get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { endProcess, messageOf, startProcess } from '../framework/processes.ts';
import type { Listening } from '../framework/server-subject.ts';

/** A server to be started until it answers a GET of `path` by 200. */
export interface Starting {
  readonly module: URL;
  readonly path: string;
  /** Its arguments; `PORT` in one of them is the port it is to listen on. Without it the server says which one it took. */
  readonly args?: readonly string[];
}

const RETRY_MS = 2;
const LIMIT_MS = 30_000;

/** Milliseconds from the start of a process, on the server's core, to its first 200. It is ended as `hufu serve` is. */
export async function timeToFirstAnswer({ module, path, args = [] }: Starting): Promise<number> {
  const own = args.some((text) => text === 'PORT') ? await freePort() : undefined;
  const before = performance.now();
  const started = {
    module,
    args: args.map((text) => (text === 'PORT' ? String(own) : text)),
    core: 'server',
    silent: true,
  } as const;
  const child = startProcess(started);
  try {
    const port = own ?? (await messageOf<Listening>(child)).port;
    while (!(await isAnswered(port, path))) {
      if (performance.now() - before > LIMIT_MS) throw new Error(`${module.pathname} does not answer`);
      await setTimeout(RETRY_MS);
    }
    return performance.now() - before;
  } finally {
    // A database whose owner was killed would have to be recovered at the next start.
    const gone = once(child, 'exit');
    if (child.kill('SIGTERM')) await gone;
    await endProcess(child);
  }
}

function isAnswered(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
  });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
