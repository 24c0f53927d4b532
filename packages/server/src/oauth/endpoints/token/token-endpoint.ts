import type { IncomingMessage } from 'node:http';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { noteFlow } from '../../../http/flow-note.ts';
import { FORM_BODY_LIMIT } from '../../../http/front/body.ts';
import type { Answer, BodyHandler, SentBody } from '../../../http/front/hot-route.ts';
import { jsonAnswer } from '../../../http/front/raw-answer.ts';
import type { RequestFacts } from '../../../http/front/request-facts.ts';
import type { ClientFailureLimit } from '../../client-authentication/client-failure-limit.ts';
import type { Refused } from '../../oauth-error.ts';
import type { DpopProof } from '../../sender-constraint/dpop-proof.ts';
import { completeTokens } from '../../tokens/complete-tokens.ts';
import type { Issued } from '../../tokens/issue-tokens.ts';
import { refusalAnswer } from '../oauth-answer.ts';
import { clientRequest, readForm, receiveQuery } from '../receive-form.ts';
import { receiveProof } from '../receive-proof.ts';
import { exchange } from './exchange.ts';
import { readTokenRequest, type TokenRequest } from './token-request.ts';

/** `POST /oauth2/token` (RFC 6749 §3.2), in both dialects. */
export function tokenEndpoint(context: EdgeContext, limit: ClientFailureLimit): BodyHandler {
  return {
    bodyLimit: FORM_BODY_LIMIT,
    answer: async (request, facts, body): Promise<Answer> => {
      const headers: string[] = [];
      try {
        const tokenRequest = receive(request, facts, body);
        const proof = receiveProof(context, { request, facts, setHeader: (name, value) => headers.push(name, value) });
        const outcome = await decide(tokenRequest, { context, limit, request, facts, proof });
        if (outcome.kind === 'refused') throw outcome.error;
        context.metrics.tokensIssued(tokenRequest.parameters.get('grant_type') ?? '');
        const answered = await completeTokens(outcome, { ...context, issuer: context.issuer.href });
        noteFlow(context, { request, facts }, { outcome: 'done', grantId: outcome.grant.id });
        return jsonAnswer(200, answered, headers);
      } catch (error) {
        const refusal = refusalAnswer(error, { context, request, facts, event: 'token.refused' });
        return headers.length === 0 ? refusal : { ...refusal, headers: [...headers, ...refusal.headers] };
      }
    },
  };
}

interface Arrival {
  readonly context: EdgeContext;
  readonly limit: ClientFailureLimit;
  readonly request: IncomingMessage;
  readonly facts: RequestFacts;
  readonly proof: DpopProof | undefined;
}

function decide(tokenRequest: TokenRequest, { context, limit, request, facts, proof }: Arrival): Promise<Issued | Refused> {
  const { keys, lifetimes, storage } = context;
  const origin = { actor: 'anonymous', address: context.addressOf(request), requestId: facts.requestId };
  const now = context.now();
  return storage.transact((stores) =>
    exchange(tokenRequest, stores, { keys, issuer: context.issuer.href, lifetimes, limit, proof, now, origin }),
  );
}

function receive(request: IncomingMessage, facts: RequestFacts, body: SentBody): TokenRequest {
  const form = readForm(request, facts, body);
  return readTokenRequest({
    ...clientRequest(request, form),
    query: receiveQuery(facts.query),
    bodyIsEmpty: body.length === 0,
  });
}
