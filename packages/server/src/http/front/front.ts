import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { orderedId } from '../../crypto/ordered-id.ts';
import { StorageUnavailable } from '../../storage/storage.ts';
import type { EdgeContext } from '../edge-context.ts';
import { API_CONTENT_SECURITY_POLICY, commonHeaders } from '../security-headers.ts';
import type { HotHandler, HotRoute, HotRoutes } from './hot-route.ts';
import { answerJson, answerReady } from './raw-answer.ts';
import { type RequestFacts, rememberFacts } from './request-facts.ts';
import { PARSER_HEADER_LIMIT, requestTarget } from './request-target.ts';

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 15_000;
const KEEP_ALIVE_TIMEOUT_MS = 5_000;

/** What the front passes requests on to. */
export interface FrontParts {
  readonly context: EdgeContext;
  readonly hot: HotRoutes;
  /** The framework: whatever is not hot. */
  readonly framework: RequestListener;
  readonly maxConnections: number;
}

/** The one listener: gives each request an id, refuses what no router should see, answers hot routes itself. */
export function createFront(parts: FrontParts): Server {
  const headers = Object.entries({
    ...commonHeaders(parts.context.issuer),
    'content-security-policy': API_CONTENT_SECURITY_POLICY,
  });
  const rawHeaders = headers.flat();
  const server = createServer({
    maxHeaderSize: PARSER_HEADER_LIMIT,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    // A second look at each connection this often: the limits above are kept to within a second.
    connectionsCheckingInterval: 1_000,
  });
  server.maxConnections = parts.maxConnections;
  server.on('request', (request, response) => {
    const arrivedAt = performance.now();
    const requestId = orderedId(parts.context.now());
    const target = requestTarget(request.url ?? '', request.rawHeaders, parts.context.issuer.basePath);
    if (target.kind === 'refused') {
      setHeaders(response, headers, requestId);
      observe({ request, response, context: parts.context, facts: { requestId, path: '', query: '', arrivedAt } });
      refuse(response, target.status, requestId);
      return;
    }
    const facts: RequestFacts = { requestId, path: target.path, query: target.query, arrivedAt };
    const route = parts.hot.get(target.path);
    const ready = route !== undefined && 'ready' in route ? route.ready(request, facts) : undefined;
    if (ready !== undefined) {
      answerReady(response, ready, [...rawHeaders, 'x-request-id', requestId]);
      record({ request, response, context: parts.context, facts });
      return;
    }
    setHeaders(response, headers, requestId);
    if (route !== undefined) {
      observe({ request, response, context: parts.context, facts });
      void answerHot(route, { request, response, facts, context: parts.context });
      return;
    }
    rememberFacts(request, facts);
    parts.framework(request, response);
  });
  return server;
}

interface HotArrival {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly facts: RequestFacts;
  readonly context: EdgeContext;
}

async function answerHot(route: HotRoute, { request, response, facts, context }: HotArrival): Promise<void> {
  const handler = handlerOf(route, request.method);
  if (handler === undefined) {
    const allow = Object.keys(route).join(', ');
    response.setHeader('allow', allow);
    answerJson(response, 405, { error: 'invalid_request', error_description: `the method must be ${allow}` });
    return;
  }
  try {
    await handler(request, response, facts);
  } catch (error) {
    answerFailure(response, error, { facts, context });
  }
}

function handlerOf(route: HotRoute, method: string | undefined): HotHandler | undefined {
  if (typeof route === 'function') return route;
  if ('ready' in route) return route.otherwise;
  switch (method) {
    case 'GET':
    case 'HEAD':
      return route.GET;
    case 'POST':
    case 'DELETE':
      return route[method];
    default:
      return undefined;
  }
}

function answerFailure(
  response: ServerResponse,
  error: unknown,
  about: { readonly facts: RequestFacts; readonly context: EdgeContext },
): void {
  const { requestId } = about.facts;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (error instanceof StorageUnavailable) {
    const body = { error: 'temporarily_unavailable', error_description: 'the database cannot answer now; try again' };
    response.setHeader('retry-after', '1');
    answerJson(response, 503, body);
    return;
  }
  about.context.log.error('request.failed', { requestId, error });
  answerJson(response, 500, { error: 'server_error', error_description: `an unexpected condition; request id ${requestId}` });
}

// Whoever probes does it every few seconds.
const QUIET = /^\/(?:livez|readyz|healthz|assets\/.*)$/;

function observe(arrival: HotArrival): void {
  arrival.response.on('finish', () => record(arrival));
}

function record({ request, response, facts, context }: HotArrival): void {
  const elapsed = performance.now() - facts.arrivedAt;
  const { method = '' } = request;
  const { requestId, route = facts.path } = facts;
  const status = response.statusCode;
  context.metrics.requestFinished({ method, route, status, seconds: elapsed / 1000 });
  const level = QUIET.test(facts.path) ? 'debug' : 'info';
  context.log[level]('request.finished', { requestId, method, route, status, milliseconds: Math.round(elapsed) });
}

function setHeaders(response: ServerResponse, headers: readonly (readonly [string, string])[], requestId: string): void {
  for (const [name, value] of headers) response.setHeader(name, value);
  response.setHeader('x-request-id', requestId);
}

function refuse(response: ServerResponse, status: number, requestId: string): void {
  const description = {
    400: 'the request target is not in canonical form',
    404: 'there is nothing here: the path does not begin with the path of the issuer',
    414: 'the request target is too long',
    431: 'the headers are too large',
  }[status];
  response.setHeader('connection', 'close');
  answerJson(response, status, { error: 'invalid_request', error_description: `${description}; request id ${requestId}` });
}
