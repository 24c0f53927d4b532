import type { IncomingMessage } from 'node:http';
import { type EvaluationRequest, evaluationRequest } from '@hufu/contract';
import type { AuthorityState } from '../../authority/authority-state.ts';
import type { Answer } from '../../http/front/hot-route.ts';
import type { RequestFacts } from '../../http/front/request-facts.ts';
import { ApiFailure } from '../api-failure.ts';
import type { ApiContext } from '../api-route.ts';
import { clientCaller } from '../callers/client-caller.ts';
import { type CallerContext, rememberedClient } from '../callers/client-jwt-caller.ts';
import { parseApiBody } from '../request/json-body.ts';
import { shaped } from '../request/shaped.ts';
import { viewThrough } from '../visibility.ts';
import { decideOnce, USER } from './access-decision.ts';
import { messageAnswer } from './authzen-answer.ts';

/** Answers a request whose body is there, or not at all: then it has done nothing. */
export type ReadyEvaluation = (request: IncomingMessage, facts: RequestFacts, body: Buffer) => Answer | undefined;

const ANSWERS = { allowed: JSON.stringify({ decision: true }), denied: JSON.stringify({ decision: false }) };

/**
 * Answers an access evaluation (AuthZEN 1.0 §6) at once where all it needs is in memory: the client by a JWT that was verified
 * before, its authority, and an active user by their own id. Whatever is not so plain is left to the route, which decides by the
 * same function.
 */
export function readyEvaluation(parts: CallerContext & { readonly context: ApiContext }): ReadyEvaluation {
  const { context } = parts;
  return (request, { query }, body) => {
    const now = context.now();
    const client = query === '' ? rememberedClient(parts, { request, address: context.addressOf(request), now }) : undefined;
    const state = client === undefined ? undefined : context.authorities.held(client.id);
    const asked = state === undefined ? undefined : readRequest(request, body);
    if (state === undefined || asked === undefined) return undefined;
    const decision = decide(state, asked, now);
    if (decision === undefined) return undefined;
    return messageAnswer(decision ? ANSWERS.allowed : ANSWERS.denied, { request, epoch: state.epoch });
  };
}

function decide(state: AuthorityState, asked: EvaluationRequest, now: number): boolean | undefined {
  const { type, id } = asked.subject;
  if (type !== USER || !state.isActive(id)) return undefined;
  const view = viewThrough({ state, today: state, caller: clientCaller(state.clientId), now });
  return decideOnce(view, view.hasUser(id) ? id : undefined, asked);
}

// What is wrong with it, the route says.
function readRequest(request: IncomingMessage, body: Buffer): EvaluationRequest | undefined {
  try {
    return shaped(evaluationRequest, parseApiBody(request, body, false), 'body');
  } catch (error) {
    if (error instanceof ApiFailure) return undefined;
    throw error;
  }
}
