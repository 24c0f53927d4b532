import { chmodSync, lstatSync, unlinkSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { codeOf, DataDirectoryUnusable } from '../config/data-directory.ts';
import { type Log, SILENT_LOG } from '../observability/log.ts';
import { type OperationContext, OperationRefused } from './operations/operation.ts';
import { socketAddress } from './socket-path.ts';

/** What the control socket needs. */
export interface ControlSocketOptions {
  /** From `controlSocketPath`. */
  readonly path: string;
  readonly context: OperationContext;
  readonly log?: Log;
}

/** The most bytes of one request: a document of `apply` is the largest. */
export const MAXIMUM_MESSAGE_BYTES: number = 96 * 1024 * 1024;

/**
 * Does what `hufu` commands ask, over a socket that only this user can open (0600). A socket file that nobody answers on is
 * a leftover and is replaced. Resolves to what finishes the requests in flight and removes the socket. Throws
 * `DataDirectoryUnusable` when another process answers on it, or when it cannot be made.
 */
export async function startControlSocket(options: ControlSocketOptions): Promise<() => Promise<void>> {
  const address = socketAddress(options.path);
  if (address === undefined)
    throw new DataDirectoryUnusable(`${options.path} is too long for a socket: choose a shorter data directory`);
  await removeLeftover(address);
  const log = options.log ?? SILENT_LOG;
  const server = createServer({ requestTimeout: 60_000, headersTimeout: 10_000 }, (request, response) => {
    void answer({ ...options, log }, request, response);
  });
  await listen(server, address);
  return () =>
    new Promise((closed) => {
      server.close(() => closed());
      server.closeIdleConnections();
    });
}

async function removeLeftover(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) throw new DataDirectoryUnusable(`${path} is in the way: it is not a socket`);
  if (await isAnswered(path)) throw new DataDirectoryUnusable(`another server answers on ${path}`);
  unlinkSync(path);
}

/** Whether a process listens on a socket. */
export function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error) => {
      const absent = ['ENOENT', 'ECONNREFUSED', 'ENOTSOCK'].includes(codeOf(error));
      if (absent) resolve(false);
      else reject(new DataDirectoryUnusable(`${path} cannot be opened (${codeOf(error)})`, { cause: error }));
    });
  });
}

async function listen(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(new DataDirectoryUnusable(`${path} cannot be made (${codeOf(error)})`, { cause: error })),
    );
    // The file is made while `listen` runs, so there is no moment in which others could open it.
    const before = process.umask(0o177);
    try {
      server.listen(path, () => resolve());
    } finally {
      process.umask(before);
    }
  });
  chmodSync(path, 0o600);
}

async function answer(
  options: Required<ControlSocketOptions>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const name = (request.url ?? '').slice(1);
  try {
    // Loaded when something is asked for the first time: most servers are never asked for anything.
    const { OPERATIONS } = await import('./operation-registry.ts');
    const operation = request.method === 'POST' ? OPERATIONS.get(name) : undefined;
    if (operation === undefined)
      return reply(response, 404, { problems: ['the running server does not know this operation: is it of another version?'] });
    const input = await readJson(request);
    const output = await operation.run(options.context, input);
    options.log[operation.isStep ? 'debug' : 'info']('operation.done', { operation: name });
    reply(response, 200, { output });
  } catch (error) {
    if (error instanceof OperationRefused) return reply(response, 422, { problems: error.problems });
    options.log.error('operation.failed', { operation: name, error });
    reply(response, 500, { problems: ['the running server failed to do this: its log says why'] });
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAXIMUM_MESSAGE_BYTES) throw new OperationRefused(['the input is larger than 96 MiB']);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw new OperationRefused(['the input is not JSON'], { cause: error });
  }
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body));
}
