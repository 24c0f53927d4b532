import { request } from 'node:http';
import type { TryStep } from '../../pages/setup/try-result-page.ts';
import type { OwnAddress } from './setup-context.ts';

/** A request of the trial. */
export interface Exchange {
  readonly method: 'GET' | 'POST';
  /** Under the issuer's path. */
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  /** Whether it is the browser that asks, with its session, and not the application. */
  readonly asBrowser: boolean;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Makes a request to this very server. */
export type Send = (exchange: Exchange) => Promise<Answer>;

/** Where the trial's requests go: by the loopback, under the name by which clients know the server. */
export interface Destination {
  readonly address: OwnAddress;
  readonly basePath: string;
  /** The host of the issuer. */
  readonly host: string;
  /** The browser's own cookies. */
  readonly cookie: string;
}

const TIMEOUT_MS = 10_000;
const LONGEST_ANSWER = 256 * 1024;

/** Makes real requests to the server at `destination`. Rejects when it does not answer within ten seconds. */
export function sender(destination: Destination): Send {
  const { address, basePath, host, cookie } = destination;
  return (exchange) =>
    new Promise((resolve, reject) => {
      const headers = Object.fromEntries([
        ['host', host],
        ...exchange.headers,
        ...(exchange.asBrowser ? [['cookie', cookie]] : []),
      ]);
      const options = {
        host: address.host,
        port: address.port,
        method: exchange.method,
        path: basePath + exchange.path,
        headers,
        timeout: TIMEOUT_MS,
      };
      const outgoing = request(options, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          if (body.length < LONGEST_ANSWER) body += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: singleHeaders(response.headers), body }));
        response.on('error', reject);
      });
      outgoing.on('timeout', () => outgoing.destroy(new Error('the server did not answer its own request')));
      outgoing.on('error', reject);
      outgoing.end();
    });
}

const SHOWN_HEADERS = ['location', 'content-type', 'cache-control', 'www-authenticate', 'retry-after', 'x-request-id'];

/** A request and its answer as a person may see them: every secret is cut to its beginning. */
export function shownStep(title: TryStep['title'], exchange: Exchange, answer: Answer): TryStep {
  const cookie = exchange.asBrowser ? [['Cookie', 'hufu_session=…'] as const] : [];
  const headers = [...exchange.headers.map(([name, value]) => [name, shorten(value)] as const), ...cookie];
  const received = SHOWN_HEADERS.flatMap((name) => {
    const value = answer.headers.get(name);
    return value === undefined ? [] : [[name, shorten(value)] as const];
  });
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true;
  return {
    title,
    request: { method: exchange.method, url: shorten(exchange.path), headers, body: '' },
    response: { status: answer.status, headers: received, body: isJson ? shorten(indented(answer.body)) : '' },
  };
}

/** Cuts every secret in a text to its first and last characters: enough to tell two apart, not to use one. */
export function shorten(text: string): string {
  return text
    .replaceAll(/(hf[acrsl]_[0-9a-z]{4})[0-9a-z]{12}[A-Za-z0-9_-]{39}([A-Za-z0-9_-]{4})/g, '$1…$2')
    .replaceAll(/(eyJ[A-Za-z0-9_-]{8})[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/g, '$1…');
}

function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

function singleHeaders(headers: NodeJS.Dict<string | string[]>): Map<string, string> {
  return new Map(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]));
}
