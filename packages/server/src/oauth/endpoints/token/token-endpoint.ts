import type { IncomingMessage } from 'node:http';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { noteFlow } from '../../../http/flow-note.ts';
import type { HotHandler } from '../../../http/front/hot-route.ts';
import { answerJson } from '../../../http/front/raw-answer.ts';
import type { RequestFacts } from '../../../http/front/request-facts.ts';
import type { ClientFailureLimit } from '../../client-authentication/client-failure-limit.ts';
import type { Refused } from '../../oauth-error.ts';
import type { DpopProof } from '../../sender-constraint/dpop-proof.ts';
import { completeTokens } from '../../tokens/complete-tokens.ts';
import type { Issued } from '../../tokens/issue-tokens.ts';
import { refuseRequest } from '../oauth-answer.ts';
import { receiveForm, receiveQuery } from '../receive-form.ts';
import { receiveProof } from '../receive-proof.ts';
import { exchange } from './exchange.ts';
import { readTokenRequest, type TokenRequest } from './token-request.ts';

/** `POST /oauth2/token` (RFC 6749 §3.2), in both dialects. */
export function tokenEndpoint(context: EdgeContext, limit: ClientFailureLimit): HotHandler {
  return async (request, response, facts) => {
    try {
      const tokenRequest = await receive(request, facts);
      if (tokenRequest === 'aborted') return;
      const proof = receiveProof(context, { request, response, facts });
      const outcome = await decide(tokenRequest, { context, limit, request, facts, proof });
      if (outcome.kind === 'refused') throw outcome.error;
      context.metrics.tokensIssued(tokenRequest.parameters.get('grant_type') ?? '');
      answerJson(response, 200, await completeTokens(outcome, { ...context, issuer: context.issuer.href }));
      noteFlow(context, { request, facts }, { outcome: 'done', grantId: outcome.grant.id });
    } catch (error) {
      refuseRequest(response, error, { context, facts, event: 'token.refused' });
    }
  };
}

interface Arrival {
  readonly context: EdgeContext;
  readonly limit: ClientFailureLimit;
  readonly request: IncomingMessage;
  readonly facts: RequestFacts;
  readonly proof: DpopProof | undefined;
}

async function decide(tokenRequest: TokenRequest, { context, limit, request, facts, proof }: Arrival): Promise<Issued | Refused> {
  const { keys, lifetimes, storage } = context;
  const origin = { actor: 'anonymous', address: context.addressOf(request), requestId: facts.requestId };
  const now = context.now();
  return storage.transact((stores) =>
    exchange(tokenRequest, stores, { keys, issuer: context.issuer.href, lifetimes, limit, proof, now, origin }),
  );
}

async function receive(request: IncomingMessage, facts: RequestFacts): Promise<TokenRequest | 'aborted'> {
  const form = await receiveForm(request, facts);
  if (form === 'aborted') return 'aborted';
  return readTokenRequest({
    authorization: request.headersDistinct['authorization'] ?? [],
    authencation: request.headersDistinct['authencation'] ?? [],
    body: form.parameters,
    query: receiveQuery(facts.query),
    bodyIsEmpty: form.isEmpty,
  });
}
