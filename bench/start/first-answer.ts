import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { endProcess, messageOf, type Start, startProcess } from '../framework/processes.ts';
import type { Listening } from '../framework/server-subject.ts';

/** A server to be started until it answers a GET of `path` by 200. */
export interface Starting extends Omit<Start, 'core' | 'silent'> {
  readonly path: string;
  /** Its arguments; `PORT` as one of them is the port it is to listen on. Without it the server says which one it took. */
  readonly args?: readonly string[];
}

/** A server that has answered. */
export interface Answering {
  readonly child: ChildProcess;
  readonly port: number;
  /** From the start of its process to its first 200. */
  readonly milliseconds: number;
}

const RETRY_MS = 2;
const LIMIT_MS = 30_000;

/** Milliseconds from the start of a process, on the server's core, to its first 200. It is ended as `hufu serve` is. */
export async function timeToFirstAnswer(starting: Starting): Promise<number> {
  const { child, milliseconds } = await startUntilAnswer(starting);
  // A database whose owner was killed would have to be recovered at the next start.
  const gone = once(child, 'exit');
  if (child.kill('SIGTERM')) await gone;
  return milliseconds;
}

/** Starts a server on the server's core, and resolves when it has answered by 200. */
export async function startUntilAnswer({ path, args = [], ...starting }: Starting): Promise<Answering> {
  const own = args.some((text) => text === 'PORT') ? await freePort() : undefined;
  const before = performance.now();
  const given = args.map((text) => (text === 'PORT' ? String(own) : text));
  const child = startProcess({ ...starting, args: given, core: 'server', silent: true });
  try {
    const port = own ?? (await messageOf<Listening>(child)).port;
    while (!(await isAnswered(port, path))) {
      if (performance.now() - before > LIMIT_MS) throw new Error(`${starting.module.pathname} does not answer`);
      await setTimeout(RETRY_MS);
    }
    return { child, port, milliseconds: performance.now() - before };
  } catch (error) {
    await endProcess(child);
    throw error;
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
