import type { IncomingMessage } from 'node:http';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { FORM_BODY_LIMIT } from '../../../http/front/body.ts';
import type { Answer, BodyHandler, SentBody } from '../../../http/front/hot-route.ts';
import { jsonAnswer } from '../../../http/front/raw-answer.ts';
import type { RequestFacts } from '../../../http/front/request-facts.ts';
import type { ClientFailureLimit } from '../../client-authentication/client-failure-limit.ts';
import type { Refused } from '../../oauth-error.ts';
import type { Issued } from '../../tokens/issue-tokens.ts';
import { refusalAnswer } from '../oauth-answer.ts';
import { clientRequest, receiveForm, receiveQuery } from '../receive-form.ts';
import { exchange } from './exchange.ts';
import { readTokenRequest, type TokenRequest } from './token-request.ts';

/** `POST /oauth2/token` (RFC 6749 §3.2), in both dialects. */
export function tokenEndpoint(context: EdgeContext, limit: ClientFailureLimit): BodyHandler {
  return {
    bodyLimit: FORM_BODY_LIMIT,
    answer: async (request, facts, body): Promise<Answer> => {
      try {
        const tokenRequest = receive(request, facts, body);
        const outcome = await decide(tokenRequest, { context, limit, request, facts });
        if (outcome.kind === 'refused') throw outcome.error;
        context.metrics.tokensIssued(tokenRequest.parameters.get('grant_type') ?? '');
        return jsonAnswer(200, outcome.response);
      } catch (error) {
        return refusalAnswer(error, { context, facts, event: 'token.refused' });
      }
    },
  };
}

interface Arrival {
  readonly context: EdgeContext;
  readonly limit: ClientFailureLimit;
  readonly request: IncomingMessage;
  readonly facts: RequestFacts;
}

function decide(tokenRequest: TokenRequest, { context, limit, request, facts }: Arrival): Promise<Issued | Refused> {
  const { keys, lifetimes, storage } = context;
  const origin = { actor: 'anonymous', address: context.addressOf(request), requestId: facts.requestId };
  const now = context.now();
  return storage.transact((stores) => exchange(tokenRequest, stores, { keys, lifetimes, limit, now, origin }));
}

function receive(request: IncomingMessage, facts: RequestFacts, body: SentBody): TokenRequest {
  const form = receiveForm(request, body);
  return readTokenRequest({
    ...clientRequest(request, form),
    query: receiveQuery(facts.query),
    bodyIsEmpty: body.length === 0,
  });
}
