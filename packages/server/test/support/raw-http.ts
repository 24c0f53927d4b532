import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestServer } from './test-server.ts';

/** An answer as it stood on the wire. */
export interface RawAnswer {
  /** 0 when the server closed the connection without an answer. */
  readonly status: number;
  /** By lower-case name; of several the last. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Sends exactly these bytes on a connection of its own and reads until the server closes it or has answered. */
export function sendBytes(server: TestServer, bytes: string | Buffer): Promise<RawAnswer> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(bytes));
    const finish = (): void => {
      socket.destroy();
      resolve(parseAnswer(Buffer.concat(chunks).toString('latin1')));
    };
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (isComplete(Buffer.concat(chunks).toString('latin1'))) finish();
    });
    socket.on('end', finish);
    // A server that refuses early may close while we still write: what it said counts.
    socket.on('error', (error) => (chunks.length > 0 || 'code' in error ? finish() : reject(error)));
    socket.setTimeout(5_000, () => reject(new Error(`no answer to: ${bytes.toString('latin1').slice(0, 200)}`)));
  });
}

/** A request whose body is sent in two parts. */
export interface SlowRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Sends a head and all but the last byte of a body on a connection of its own, and that once `meanwhile` has happened, which begins
 * when the server has the head: it says so by asking for the body (RFC 9110 §10.1.1).
 */
export async function sendSlowly(
  server: TestServer,
  { method, target, headers, body }: SlowRequest,
  meanwhile: () => Promise<unknown>,
): Promise<{ readonly status: number; readonly body: string }> {
  const framing = { expect: '100-continue', 'content-length': String(Buffer.byteLength(body)) };
  const sent = httpRequest(`${server.url}${target}`, { agent: false, method, headers: { ...headers, ...framing } });
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
  // What went wrong is told by who awaits it.
  answered.catch(() => undefined);
  sent.flushHeaders();
  await once(sent, 'continue');
  sent.write(body.slice(0, -1));
  try {
    await meanwhile();
  } catch (error) {
    sent.destroy();
    throw error;
  }
  sent.end(body.slice(-1));
  const [response] = await answered;
  return { status: response.statusCode ?? 0, body: await text(response) };
}

/** Sends a request whose target and header lines go out as they are written. */
export function sendRaw(
  server: TestServer,
  request: {
    readonly method: string;
    readonly target: string;
    readonly headers?: readonly string[];
    readonly body?: string | Buffer;
  },
): Promise<RawAnswer> {
  const body = Buffer.from(request.body ?? '');
  const length = body.length > 0 ? [`Content-Length: ${body.length}`] : [];
  const own = request.headers ?? [];
  const framed = own.some((line) => /^(?:content-length|transfer-encoding):/i.test(line));
  const host = own.some((line) => /^host:/i.test(line)) ? [] : [`Host: ${new URL(server.url).host}`];
  const lines = [...host, 'Connection: close', ...own, ...(framed ? [] : length)];
  const head = `${request.method} ${request.target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
  return sendBytes(server, Buffer.concat([Buffer.from(head, 'latin1'), body]));
}

function isComplete(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return false;
  const length = /\r\ncontent-length: *([0-9]+)/i.exec(text.slice(0, end + 2))?.[1];
  return length !== undefined && text.length >= end + 4 + Number(length);
}

function parseAnswer(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = text.slice(0, end === -1 ? text.length : end).split('\r\n');
  const headers = new Map(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return { status: Number(statusLine.split(' ')[1] ?? 0), headers, body: end === -1 ? '' : text.slice(end + 4) };
}
