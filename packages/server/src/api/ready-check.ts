import { holdsResourceNamed } from '../authority/effective-permissions.ts';
import type { Answer, ReadyHandler } from '../http/front/hot-route.ts';
import { JSON_HEADERS } from '../http/front/raw-answer.ts';
import type { ApiContext } from './api-route.ts';
import { type CallerContext, rememberedClient } from './callers/client-jwt-caller.ts';
import type { ApiDialect } from './dispatch/api-answer.ts';

const ANSWERS: Readonly<Record<ApiDialect, (allowed: boolean) => string>> = {
  api: (allowed) => (allowed ? '{"res_code":0,"res_msg":"ok","data":true}' : '{"res_code":0,"res_msg":"ok","data":false}'),
  api2: (allowed) => (allowed ? 'true' : 'false'),
};

/**
 * Answers `GET /checkResource` at once where all it needs is in memory: the client by a JWT that was verified before, its
 * authority, an active user by their own id, and a resource of that name. Whatever is not so plain is left to the route, which
 * decides by the same rules.
 */
export function readyCheck(parts: CallerContext & { readonly context: ApiContext }, dialect: ApiDialect): ReadyHandler {
  const { context } = parts;
  const answer = ANSWERS[dialect];
  return (request, { query }): Answer | undefined => {
    const question = request.method === 'GET' ? plainQuestion(query) : undefined;
    if (question === undefined) return undefined;
    const now = context.now();
    const client = rememberedClient(parts, { request, address: context.addressOf(request), now });
    const state = client === undefined ? undefined : context.authorities.held(client.id);
    // What is there has the shape that the route would ask of it.
    if (state === undefined || !state.isActive(question.userId) || state.resourcesNamed(question.name).length === 0)
      return undefined;
    const body = answer(holdsResourceNamed(state, question, now));
    return { status: 200, body, headers: ['x-authority-epoch', String(state.epoch), ...JSON_HEADERS] };
  };
}

interface Question {
  readonly userId: string;
  readonly name: string;
}

const USER = 'user_id=';
const RESOURCE = 'resource_name=';

/** The question, where the query holds nothing else. */
function plainQuestion(query: string): Question | undefined {
  const and = query.indexOf('&');
  const [first, second] = [query.slice(0, and), query.slice(and + 1)];
  if (and === -1 || second.includes('&')) return undefined;
  const [user, resource] = first.startsWith(USER) ? [first, second] : [second, first];
  if (!user.startsWith(USER) || !resource.startsWith(RESOURCE)) return undefined;
  const [userId, name] = [decoded(user.slice(USER.length)), decoded(resource.slice(RESOURCE.length))];
  return userId === undefined || name === undefined ? undefined : { userId, name };
}

// What is wrong with it, the route says.
function decoded(text: string): string | undefined {
  if (text === '' || text.includes('+')) return undefined;
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
