import type { IncomingMessage } from 'node:http';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { noteFlow } from '../../../http/flow-note.ts';
import type { HotHandler } from '../../../http/front/hot-route.ts';
import { answerJson } from '../../../http/front/raw-answer.ts';
import type { RequestFacts } from '../../../http/front/request-facts.ts';
import { presentedClient, refuseOtherClientId } from '../../client-authentication/authenticate-client.ts';
import type { ClientFailureLimit } from '../../client-authentication/client-failure-limit.ts';
import { PUSHED_REQUEST_MS } from '../../grant/pushed-request.ts';
import type { Refused } from '../../oauth-error.ts';
import { type RequestParameters, refuseRepeated } from '../../parameters.ts';
import { refuseRequest } from '../oauth-answer.ts';
import { receiveForm } from '../receive-form.ts';
import { receiveProof } from '../receive-proof.ts';
import { type Push, type Pushed, pushRequest } from './push-request.ts';

/** `POST /oauth2/par` (RFC 9126 §2): a client leaves its authorization request here, and gets a reference for the browser. */
export function pushedAuthorizationEndpoint(context: EdgeContext, limit: ClientFailureLimit): HotHandler {
  return async (request, response, facts) => {
    try {
      const form = await receiveForm(request, facts);
      if (form === 'aborted') return;
      const proof = receiveProof(context, {
        request,
        facts,
        setHeader: (name, value) => response.setHeader(name, value),
      });
      const pushed = await push({ ...readPush(request, form.parameters), proof }, { context, limit, request, facts });
      if (pushed.kind === 'refused') throw pushed.error;
      answerJson(response, 201, { request_uri: pushed.requestUri, expires_in: PUSHED_REQUEST_MS / 1000 });
      noteFlow(context, { request, facts }, { outcome: 'done', requestUri: pushed.requestUri });
    } catch (error) {
      refuseRequest(response, error, { context, facts, event: 'pushed_request.refused' });
    }
  };
}

/** RFC 9126 §2.1: the client proves itself as at the token endpoint. */
function readPush(request: IncomingMessage, parameters: RequestParameters): Omit<Push, 'proof'> {
  refuseRepeated(parameters);
  const presentation = presentedClient({
    authorization: request.headersDistinct['authorization'] ?? [],
    authencation: request.headersDistinct['authencation'] ?? [],
    body: parameters,
  });
  refuseOtherClientId(parameters, presentation);
  return { presentation, parameters };
}

interface Arrival {
  readonly context: EdgeContext;
  readonly limit: ClientFailureLimit;
  readonly request: IncomingMessage;
  readonly facts: RequestFacts;
}

function push(asked: Push, { context, limit, request, facts }: Arrival): Promise<Pushed | Refused> {
  const { keys, signingKeys, keptRequests, issuer } = context;
  const origin = { actor: 'anonymous', address: context.addressOf(request), requestId: facts.requestId };
  const now = context.now();
  return context.storage.transact((stores) =>
    pushRequest(asked, stores, { keys, signingKeys, keptRequests, issuer: issuer.href, limit, origin, now }),
  );
}
