import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Metrics } from './metrics.ts';

/** A server of `/metrics` on a port of its own. */
export interface MetricsServer {
  /** The port that was taken. */
  readonly port: number;
  close(): Promise<void>;
}

/** Serves `GET /metrics`, and nothing else, on a port of its own. Rejects when the port cannot be had. */
export function startMetricsServer(options: {
  readonly port: number;
  readonly host: string;
  readonly metrics: Metrics;
}): Promise<MetricsServer> {
  const server = createServer({ maxHeaderSize: 8192, headersTimeout: 10_000, requestTimeout: 15_000 }, (request, response) => {
    void answer(request, response, options.metrics);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : options.port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, metrics: Metrics): Promise<void> {
  const headers = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' };
  if (request.url !== '/metrics') return void response.writeHead(404, headers).end();
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return void response.writeHead(405, { ...headers, allow: 'GET, HEAD' }).end();
  try {
    const { contentType, text } = await metrics.exposition();
    response.writeHead(200, { ...headers, 'content-type': contentType }).end(text);
  } catch {
    response.writeHead(500, headers).end();
  }
}
