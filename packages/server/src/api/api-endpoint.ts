import type { IncomingMessage, ServerResponse } from 'node:http';
import { flag, queryId } from '@hufu/contract';
import type { z } from 'zod';
import type { HotHandler } from '../http/front/hot-route.ts';
import type { RequestFacts } from '../http/front/request-facts.ts';
import { HashingBusy } from '../identity/credentials/hashing/bounded-queue.ts';
import { coversScope } from '../oauth/scope.ts';
import { StorageUnavailable } from '../storage/storage.ts';
import { ApiFailure, ApiUnavailable, InsufficientScope, invalid, refuse, Unauthenticated } from './api-failure.ts';
import type { ApiContext, ApiRoute } from './api-route.ts';
import type { Caller } from './callers/caller.ts';
import type { CallerContext } from './callers/client-jwt-caller.ts';
import { guardedContext } from './callers/guarded-context.ts';
import { requireCredentials, resolveCaller } from './callers/resolve-caller.ts';
import { type ApiDialect, type ApiReply, answerData, answerFailure, answerUnauthenticated } from './dispatch/api-answer.ts';
import { type OpenCall, openCall } from './dispatch/call.ts';
import type { RouteMatch, Router } from './dispatch/router.ts';
import { BodyTooLarge, parseApiBody, RequestAborted, receiveApiBody } from './request/json-body.ts';
import { type QueryObject, queryObject } from './request/query-object.ts';
import { shaped } from './request/shaped.ts';

/** What the endpoint of one dialect is made of. */
export interface ApiEndpoint extends CallerContext {
  readonly context: ApiContext;
  readonly router: Router;
  readonly dialect: ApiDialect;
}

/** A request that is to become a call. */
export interface Opening {
  readonly endpoint: CallerContext & { readonly context: ApiContext };
  readonly request: IncomingMessage;
  readonly facts: RequestFacts;
  /** Its body, where that was received already from a caller who showed credentials. */
  readonly sent?: Buffer;
}

interface Arrival extends Opening {
  readonly endpoint: ApiEndpoint;
  readonly response: ServerResponse;
  readonly reply: ApiReply;
}

/**
 * Answers every path under `/api` or `/api2`: route, credentials, caller, kind of caller, scope, client, parameters, body, then
 * the handler (contract/authority.md §3, §4). The first that fails answers, so nothing is told to who may not ask.
 */
export function apiEndpoint(endpoint: ApiEndpoint): HotHandler {
  const { context, dialect, router } = endpoint;
  return async (request, response, facts) => {
    const reply = { response, dialect, realm: context.issuer.href };
    const arrival = { endpoint, request, response, facts, reply };
    const found = router(request.method ?? '', facts.path.slice(dialect.length + 1));
    facts.route = `/${dialect}${found !== undefined && 'route' in found ? found.route.path : ''}`;
    if (found === undefined) {
      answerFailure(reply, new ApiFailure('not_found', 'there is no such call'), { status: 404 });
    } else if ('allow' in found) {
      response.setHeader('allow', found.allow.join(', '));
      const failure = new ApiFailure('invalid_request', `the method must be ${found.allow.join(', ')}`);
      answerFailure(reply, failure, { status: 405 });
    } else await answerCall(arrival, found);
  };
}

async function answerCall(arrival: Arrival, match: RouteMatch): Promise<void> {
  const { response, reply } = arrival;
  let open: OpenCall | undefined;
  try {
    open = await openArrival(arrival, match);
    const data = await match.route.handle(open.call);
    setEpoch(response, open);
    answerData(reply, data ?? null);
  } catch (error) {
    setEpoch(response, open);
    answerError(arrival, match, error);
  }
}

/**
 * Makes the call of a route of a request: caller, scope, client, parameters, body. The caller is who stands once the body is
 * there, however slowly it came, and every unit of work of the call confirms it. Throws `ApiFailure` and `Unauthenticated`.
 */
export async function openArrival(opening: Opening, { route, path }: RouteMatch): Promise<OpenCall> {
  const { endpoint, request, facts } = opening;
  const { context } = endpoint;
  const sent = route.body && (opening.sent ?? (await receiveBody(endpoint, request)));
  const now = context.now();
  const caller = await resolveCaller(endpoint, { request, requestId: facts.requestId, path: facts.path, now });
  admit(route, caller);
  const parameters = queryObject(facts.query);
  const namedClientId = route.anyClientId === true ? undefined : clientIdOf(parameters, caller);
  refuseUnknownModes(route, parameters);
  const query = shaped(route.query, parameters, 'query');
  const notBefore = epochOf(request);
  const body = route.body && sent && shaped(route.body, parseApiBody(request, sent, route.formBody === true), 'body');
  return openCall(guardedContext(context, caller), { route, path, query, body, caller, now, namedClientId, notBefore });
}

// Nothing is proven yet, but for who shows nothing to prove nothing is read.
function receiveBody(endpoint: Opening['endpoint'], request: IncomingMessage): Promise<Buffer> {
  requireCredentials(endpoint, { request, now: endpoint.context.now() });
  return receiveApiBody(request);
}

function admit(route: ApiRoute, caller: Caller): void {
  if (!route.callers.includes(caller.kind)) refuse(`this call is for ${route.callers.map((kind) => WHO[kind]).join(' or ')}`);
  if (route.scope === null || caller.scopes === undefined) return;
  if (!coversScope(caller.scopes, route.scope)) throw new InsufficientScope(route.scope);
}

const WHO: Readonly<Record<Caller['kind'], string>> = {
  token: 'the access token of a user',
  client: 'a client itself',
  session: 'a signed-in user',
};

function clientIdOf(parameters: QueryObject, caller: Caller): number | undefined {
  if (parameters['client_id'] === undefined) return undefined;
  const named = shaped(queryId, parameters['client_id'], 'client_id');
  if (caller.ownClientId !== undefined && caller.ownClientId !== named) refuse('client_id is not the client of the caller');
  return named;
}

// A call that has no dry run must not do in earnest what was asked for as one.
function refuseUnknownModes(route: ApiRoute, parameters: QueryObject): void {
  if (parameters['at'] !== undefined && !hasParameter(route, 'at')) invalid('at', 'this call answers about now only');
  if (parameters['dry_run'] === undefined || hasParameter(route, 'dry_run')) return;
  if (shaped(flag, parameters['dry_run'], 'dry_run')) invalid('dry_run', 'this call has no dry run');
}

/** Whether the query of a route has a parameter of this name. */
export function hasParameter(route: Pick<ApiRoute, 'query'>, name: string): boolean {
  const { shape } = route.query as z.ZodType & { readonly shape?: Readonly<Record<string, unknown>> };
  return shape !== undefined && Object.hasOwn(shape, name);
}

function epochOf(request: IncomingMessage): number | undefined {
  const values = request.headersDistinct['x-authority-epoch'] ?? [];
  if (values.length === 0) return undefined;
  const [value = ''] = values;
  if (values.length > 1 || !/^[0-9]{1,15}$/.test(value)) return invalid('X-Authority-Epoch', 'must be a whole number');
  return Number(value);
}

function setEpoch(response: ServerResponse, open: OpenCall | undefined): void {
  const epoch = open?.epoch();
  if (epoch !== undefined) response.setHeader('x-authority-epoch', String(epoch));
}

function answerError({ endpoint, response, facts, reply }: Arrival, match: RouteMatch, error: unknown): void {
  if (response.headersSent || error instanceof RequestAborted) response.destroy();
  else if (error instanceof Unauthenticated) answerUnauthenticated(reply, error);
  else if (error instanceof BodyTooLarge) {
    // The rest of it is not read.
    response.setHeader('connection', 'close');
    answerFailure(reply, error, { status: 413 });
  } else if (error instanceof ApiFailure) {
    answerFailure(reply, error, { ofPath: error.member !== undefined && Object.hasOwn(match.path, error.member) });
  } else if (error instanceof StorageUnavailable) {
    answerFailure(reply, new ApiUnavailable('the database cannot answer now; try again', 1));
  } else if (error instanceof HashingBusy) {
    answerFailure(reply, new ApiUnavailable('too many passwords are being checked now', error.retryAfterSeconds));
  } else {
    endpoint.context.log.error('request.failed', { requestId: facts.requestId, error });
    const failure = new ApiFailure('unavailable', `an unexpected condition; request id ${facts.requestId}`);
    answerFailure(reply, failure, { status: 500 });
  }
}
