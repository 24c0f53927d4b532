import { createServer, type RequestListener, type Server } from 'node:http';
import { orderedId } from '../../crypto/ordered-id.ts';
import type { EdgeContext } from '../edge-context.ts';
import { API_CONTENT_SECURITY_POLICY, commonHeaders } from '../security-headers.ts';
import { Arrival, type ArrivalContext } from './arrival.ts';
import { CROSS_ORIGIN_HEADERS, preflightAnswer } from './cross-origin.ts';
import type { Answer, HotRoute, HotRoutes, MethodRoute, ReadyRoute } from './hot-route.ts';
import { jsonAnswer } from './raw-answer.ts';
import { rememberFacts } from './request-facts.ts';
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
export function createFront({ context, hot, framework, maxConnections }: FrontParts): Server {
  const server = createServer({
    maxHeaderSize: PARSER_HEADER_LIMIT,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    // A second look at each connection this often: the limits above are kept to within a second.
    connectionsCheckingInterval: 1_000,
  });
  server.maxConnections = maxConnections;
  const common = arrivalContext(context, {});
  const shared = arrivalContext(context, CROSS_ORIGIN_HEADERS);
  server.on('request', (request, response) => {
    const arrivedAt = performance.now();
    const requestId = orderedId(context.now());
    const target = requestTarget(request.url ?? '', request.rawHeaders, context.issuer.basePath);
    const { path, query } = target.kind === 'refused' ? NOWHERE : target;
    const facts = { requestId, path, query, arrivedAt };
    const route = hot.get(path);
    const isShared = route !== undefined && 'crossOrigin' in route;
    const arrival = new Arrival([request, response], facts, isShared ? shared : common);
    if (target.kind === 'refused') {
      arrival.answer(targetRefusal(target.status, requestId));
      return;
    }
    if (route !== undefined) {
      answerHot(route, arrival);
      return;
    }
    arrival.setHeaders();
    rememberFacts(request, facts);
    framework(request, response);
  });
  return server;
}

const NOWHERE = { path: '', query: '' };

function arrivalContext(edge: EdgeContext, further: Readonly<Record<string, string>>): ArrivalContext {
  const headers = { ...commonHeaders(edge.issuer), 'content-security-policy': API_CONTENT_SECURITY_POLICY, ...further };
  return { edge, headers: Object.entries(headers).flat() };
}

function answerHot(route: HotRoute, arrival: Arrival): void {
  if (typeof route === 'function') void arrival.leaveTo(route);
  else if ('ready' in route) answerReady(route, arrival);
  else if ('crossOrigin' in route) answerAnyOrigin(route.crossOrigin, arrival);
  else answerByMethod(route, arrival);
}

function answerAnyOrigin(route: MethodRoute, arrival: Arrival): void {
  if (arrival.request.method === 'OPTIONS') arrival.answer(preflightAnswer(route));
  else answerByMethod(route, arrival);
}

function answerReady({ ready, otherwise }: ReadyRoute, arrival: Arrival): void {
  const answer = ready(arrival.request, arrival.facts);
  if (answer === undefined) void arrival.leaveTo(otherwise);
  else arrival.answer(answer);
}

function answerByMethod(route: MethodRoute, arrival: Arrival): void {
  const handler = handlerOf(route, arrival.request.method);
  if (handler === undefined) arrival.answer(methodRefusal(route));
  else if (typeof handler === 'function') void arrival.leaveTo(handler);
  else if ('ready' in handler) answerReady(handler, arrival);
  else arrival.receive(handler);
}

function handlerOf(route: MethodRoute, method: string | undefined): MethodRoute['GET'] {
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

function methodRefusal(route: MethodRoute): Answer {
  const allow = Object.keys(route).join(', ');
  return jsonAnswer(405, { error: 'invalid_request', error_description: `the method must be ${allow}` }, ['allow', allow]);
}

function targetRefusal(status: 400 | 404 | 414 | 431, requestId: string): Answer {
  const description = {
    400: 'the request target is not in canonical form',
    404: 'there is nothing here: the path does not begin with the path of the issuer',
    414: 'the request target is too long',
    431: 'the headers are too large',
  }[status];
  const body = { error: 'invalid_request', error_description: `${description}; request id ${requestId}` };
  return jsonAnswer(status, body, ['connection', 'close']);
}
