import type { IncomingMessage } from 'node:http';
import type { UserinfoResponse } from '@hufu/contract';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { noteFlow } from '../../../http/flow-note.ts';
import type { HotHandler, MethodRoute, ReadyHandler } from '../../../http/front/hot-route.ts';
import { answerJson, jsonAnswer } from '../../../http/front/raw-answer.ts';
import type { RequestFacts } from '../../../http/front/request-facts.ts';
import { headerValues } from '../../../http/front/request-headers.ts';
import { OAuthError } from '../../oauth-error.ts';
import { NO_PARAMETERS, type RequestParameters } from '../../parameters.ts';
import { type PresentedToken, presentedToken } from '../bearer/presented-token.ts';
import { resourceProof, spendProof } from '../bearer/resource-proof.ts';
import { refuseRequest } from '../oauth-answer.ts';
import { receiveForm, receiveQuery } from '../receive-form.ts';
import { type TokenArrival, userinfo, userinfoKnown } from './userinfo.ts';

/** `GET` and `POST /oauth2/userinfo` (OpenID Connect Core §5.3): what its access token may tell of a person. */
export function userinfoRoute(context: EdgeContext): MethodRoute {
  return {
    GET: { ready: readyUserinfo(context), otherwise: userinfoHandler(context, () => Promise.resolve(NO_PARAMETERS)) },
    POST: userinfoHandler(context, async (request, facts) => {
      const form = await receiveForm(request, facts);
      return form === 'aborted' ? 'aborted' : form.parameters;
    }),
  };
}

/** Answers at once where the token, its user and its grant are in memory; all else is left to the handler, which goes by the same rules. */
function readyUserinfo(context: EdgeContext): ReadyHandler {
  return (request, facts) => {
    const presented = facts.query === '' ? plainBearer(request) : undefined;
    const told = presented && userinfoKnown(context.knownTokens, presented, context.now());
    if (told === undefined) return undefined;
    noteFlow(context, { request, facts }, { outcome: 'done' });
    return jsonAnswer(200, told);
  };
}

// What is wrong with it, the handler says.
function plainBearer({ rawHeaders }: IncomingMessage): PresentedToken | undefined {
  if (headerValues(rawHeaders, 'dpop').length > 0) return undefined;
  try {
    const authorization = headerValues(rawHeaders, 'authorization');
    return presentedToken({ authorization, query: NO_PARAMETERS, form: NO_PARAMETERS });
  } catch (error) {
    if (error instanceof OAuthError) return undefined;
    throw error;
  }
}

function userinfoHandler(
  context: EdgeContext,
  receive: (request: IncomingMessage, facts: RequestFacts) => Promise<RequestParameters | 'aborted'>,
): HotHandler {
  return async (request, response, facts) => {
    try {
      const form = await receive(request, facts);
      if (form === 'aborted') return;
      const authorization = request.headersDistinct['authorization'] ?? [];
      const presented = presentedToken({ authorization, query: receiveQuery(facts.query), form });
      const now = context.now();
      // RFC 9449 §8.2: whoever uses proofs is given a nonce for the next one, in whatever answer follows.
      if (presented?.scheme === 'dpop') response.setHeader('dpop-nonce', context.dpopNonces.current(now));
      const proof = resourceProof(context, { request, path: facts.path, presented, now });
      const arrival: TokenArrival = { presented, proof, now };
      const told: UserinfoResponse = await userinfo(context, arrival);
      await spendProof(context.storage, proof);
      answerJson(response, 200, told);
      noteFlow(context, { request, facts }, { outcome: 'done' });
    } catch (error) {
      refuseRequest(response, error, { context, facts, event: 'userinfo.refused', isResource: true });
    }
  };
}
