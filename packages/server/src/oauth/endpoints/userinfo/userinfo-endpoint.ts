import type { IncomingMessage } from 'node:http';
import type { UserinfoResponse } from '@hufu/contract';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { noteFlow } from '../../../http/flow-note.ts';
import type { HotHandler, MethodRoute } from '../../../http/front/hot-route.ts';
import { answerJson } from '../../../http/front/raw-answer.ts';
import type { RequestFacts } from '../../../http/front/request-facts.ts';
import { NO_PARAMETERS, type RequestParameters } from '../../parameters.ts';
import { presentedToken } from '../bearer/presented-token.ts';
import { resourceProof, spendProof } from '../bearer/resource-proof.ts';
import { refuseRequest } from '../oauth-answer.ts';
import { receiveForm, receiveQuery } from '../receive-form.ts';
import { type TokenArrival, userinfo } from './userinfo.ts';

/** `GET` and `POST /oauth2/userinfo` (OpenID Connect Core §5.3): what its access token may tell of a person. */
export function userinfoRoute(context: EdgeContext): MethodRoute {
  return {
    GET: userinfoHandler(context, () => Promise.resolve(NO_PARAMETERS)),
    POST: userinfoHandler(context, async (request, facts) => {
      const form = await receiveForm(request, facts);
      return form === 'aborted' ? 'aborted' : form.parameters;
    }),
  };
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
