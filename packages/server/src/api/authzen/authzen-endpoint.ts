import type { IncomingMessage } from 'node:http';
import type { AuthzenConfiguration } from '@hufu/contract';
import type { Answer, BodyHandler, HotHandler, HotRoute } from '../../http/front/hot-route.ts';
import type { Issuer } from '../../http/issuer.ts';
import { type Opening, openArrival } from '../api-endpoint.ts';
import { ApiFailure } from '../api-failure.ts';
import type { ApiContext, ApiRoute } from '../api-route.ts';
import type { CallerContext } from '../callers/client-jwt-caller.ts';
import { requireCredentials } from '../callers/resolve-caller.ts';
import { API_BODY_LIMIT, BodyTooLarge } from '../request/json-body.ts';
import { failureAnswer, messageAnswer } from './authzen-answer.ts';
import { authzenRoutes, evaluationRoute } from './authzen-routes.ts';
import { readyEvaluation } from './ready-evaluation.ts';

const JSON_TYPE = 'application/json';

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
    const answer = Buffer.from(JSON.stringify(authzenConfiguration(issuer)));
    response.writeHead(200, { 'content-type': JSON_TYPE, 'content-length': answer.length }).end(answer);
  };
}

/** An evaluation is answered at once where memory is enough; everything else waits for the database, by the same rules. */
function authzenEndpoint(endpoint: Parts, route: ApiRoute): BodyHandler {
  const { context } = endpoint;
  const ready = route === evaluationRoute ? readyEvaluation(endpoint) : undefined;
  const refusal = (request: IncomingMessage, error: unknown): Answer => failureAnswer(error, { request, issuer: context.issuer });
  return {
    bodyLimit: API_BODY_LIMIT,
    // Nothing is proven yet, but for who shows nothing to prove nothing is read.
    admit: (request) => {
      try {
        requireJson(request);
        requireCredentials(endpoint, { request, now: context.now() });
        return undefined;
      } catch (error) {
        return refusal(request, error);
      }
    },
    answer: (request, facts, body) => {
      if (body === 'too_large') return refusal(request, new BodyTooLarge());
      const known = ready?.(request, facts, body);
      return (
        known ?? answerCall({ endpoint, request, facts, sent: body }, route).catch((error: unknown) => refusal(request, error))
      );
    },
  };
}

async function answerCall(opening: Opening, route: ApiRoute): Promise<Answer> {
  const open = await openArrival(opening, { route, path: {} });
  const answer = await route.handle(open.call);
  return messageAnswer(JSON.stringify(answer), { request: opening.request, epoch: open.epoch() });
}

function requireJson({ headers }: IncomingMessage): void {
  const type = headers['content-type'] ?? '';
  if (type === JSON_TYPE || type.split(';', 1)[0]?.trim().toLowerCase() === JSON_TYPE) return;
  throw new ApiFailure('invalid_request', 'the Content-Type must be application/json');
}
