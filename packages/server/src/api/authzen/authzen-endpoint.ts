import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuthzenConfiguration } from '@hufu/contract';
import type { HotHandler, HotRoute } from '../../http/front/hot-route.ts';
import type { Issuer } from '../../http/issuer.ts';
import { StorageUnavailable } from '../../storage/storage.ts';
import { type Opening, openArrival } from '../api-endpoint.ts';
import { API_STATUS, ApiFailure, ApiUnavailable, InsufficientScope, Unauthenticated } from '../api-failure.ts';
import type { ApiContext, ApiRoute } from '../api-route.ts';
import type { CallerContext } from '../callers/client-jwt-caller.ts';
import { BodyTooLarge, RequestAborted } from '../request/json-body.ts';
import { authzenRoutes } from './authzen-routes.ts';

type Parts = CallerContext & { readonly context: ApiContext };

/** The AuthZEN 1.0 endpoints and their metadata, by path (OpenID AuthZEN Authorization API 1.0 §9, §10). */
export function authzenHotRoutes(parts: Parts): [path: string, route: HotRoute][] {
  return [
    ...authzenRoutes.map((route): [string, HotRoute] => [route.path, { POST: authzenEndpoint(parts, route) }]),
    ['/.well-known/authzen-configuration', { GET: metadataEndpoint(parts.context.issuer) }],
  ];
}

/** What this policy decision point says of itself (§9.1): the endpoints that are served, and no others. */
export function authzenConfiguration({ href }: Pick<Issuer, 'href'>): AuthzenConfiguration {
  return {
    policy_decision_point: href,
    access_evaluation_endpoint: `${href}/access/v1/evaluation`,
    access_evaluations_endpoint: `${href}/access/v1/evaluations`,
    search_subject_endpoint: `${href}/access/v1/search/subject`,
    search_resource_endpoint: `${href}/access/v1/search/resource`,
    search_action_endpoint: `${href}/access/v1/search/action`,
  };
}

function metadataEndpoint(issuer: Issuer): HotHandler {
  return (_, response) => {
    response.setHeader('cache-control', 'public, max-age=300');
    answerJson(response, authzenConfiguration(issuer));
  };
}

function authzenEndpoint(endpoint: Parts, route: ApiRoute): HotHandler {
  return async (request, response, facts) => {
    echoRequestId(request, response);
    try {
      requireJson(request);
      await answerCall(response, { endpoint, request, facts }, route);
    } catch (error) {
      answerError(response, error, endpoint.context.issuer);
    }
  };
}

async function answerCall(response: ServerResponse, opening: Opening, route: ApiRoute): Promise<void> {
  const open = await openArrival(opening, { route, path: {} });
  const answer = await route.handle(open.call);
  const epoch = open.epoch();
  if (epoch !== undefined) response.setHeader('x-authority-epoch', String(epoch));
  answerJson(response, answer);
}

// §10.1.3: the caller finds its own identifier in the answer; our own log has ours.
function echoRequestId(request: IncomingMessage, response: ServerResponse): void {
  const [own, ...more] = request.headersDistinct['x-request-id'] ?? [];
  if (own !== undefined && own !== '' && more.length === 0) response.setHeader('x-request-id', own);
}

function requireJson({ headers }: IncomingMessage): void {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() === 'application/json') return;
  throw new ApiFailure('invalid_request', 'the Content-Type must be application/json');
}

/** §10.1.2: the status says what kind of error it is, and the body is a message. Anything unforeseen is the front's to answer. */
function answerError(response: ServerResponse, error: unknown, issuer: Issuer): void {
  if (error instanceof RequestAborted) response.destroy();
  else if (error instanceof Unauthenticated) {
    const challenge = error.error === undefined ? '' : `, error="${error.error}"`;
    response.setHeader('www-authenticate', `Bearer realm="${issuer.href}"${challenge}`);
    answerMessage(response, 401, error.reason);
  } else if (error instanceof StorageUnavailable) {
    response.setHeader('retry-after', '1');
    answerMessage(response, 503, 'the database cannot answer now; try again');
  } else if (error instanceof ApiFailure) answerFailure(response, error, issuer);
  else throw error;
}

function answerFailure(response: ServerResponse, failure: ApiFailure, issuer: Issuer): void {
  if (failure instanceof InsufficientScope) {
    const challenge = `Bearer realm="${issuer.href}", error="insufficient_scope", scope="${failure.scope}"`;
    response.setHeader('www-authenticate', challenge);
  }
  if (failure instanceof ApiUnavailable) response.setHeader('retry-after', String(failure.retryAfterSeconds));
  if (failure instanceof BodyTooLarge) response.setHeader('connection', 'close');
  answerMessage(response, failure instanceof BodyTooLarge ? 413 : API_STATUS[failure.code], failure.reason);
}

function answerMessage(response: ServerResponse, status: number, message: string): void {
  answerBytes(response, status, { type: 'text/plain; charset=utf-8', body: Buffer.from(message) });
}

function answerJson(response: ServerResponse, answer: unknown): void {
  answerBytes(response, 200, { type: 'application/json', body: Buffer.from(JSON.stringify(answer)) });
}

// As bytes: before a body that is a string, headers would go out in the encoding of the body, and the identifier not as it came.
function answerBytes(
  response: ServerResponse,
  status: number,
  { type, body }: { readonly type: string; readonly body: Buffer },
): void {
  response.writeHead(status, { 'content-type': type, 'content-length': body.length }).end(body);
}
