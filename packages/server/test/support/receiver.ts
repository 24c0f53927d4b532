import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SelfSigned } from './self-signed.ts';

/** A request as a receiver got it. */
export interface ReceivedPost {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly form: URLSearchParams;
}

/** An application's own HTTP server on 127.0.0.1. */
export interface Receiver {
  readonly port: number;
  /** `http://127.0.0.1:<port>/logout`, or by https. */
  readonly uri: string;
  readonly received: ReceivedPost[];
  /** The statuses that it answers next; 200 when there are none. */
  readonly statuses: number[];
  close(): Promise<void>;
}

/** Starts a receiver; `answer` takes the place of its own. */
export async function startReceiver(
  options: { readonly tls?: SelfSigned; readonly answer?: RequestListener } = {},
): Promise<Receiver> {
  const received: ReceivedPost[] = [];
  const statuses: number[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      received.push({ path: request.url ?? '', headers: request.headers, form });
      if (options.answer !== undefined) return options.answer(request, response);
      const status = statuses.shift() ?? 200;
      return response.writeHead(status, { location: '/elsewhere', 'content-type': 'text/plain' }).end('ignored');
    });
  };
  const server: Server = options.tls === undefined ? createServer(listener) : createSecureServer(options.tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    uri: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/logout`,
    received,
    statuses,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
