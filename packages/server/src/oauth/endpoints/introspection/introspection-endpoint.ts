import type { IncomingMessage } from 'node:http';
import type { InactiveToken, IntrospectionResponse } from '@hufu/contract';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { noteFlow } from '../../../http/flow-note.ts';
import type { HotHandler } from '../../../http/front/hot-route.ts';
import { answerJson } from '../../../http/front/raw-answer.ts';
import type { RequestFacts } from '../../../http/front/request-facts.ts';
import { presentedClient, refuseOtherClientId } from '../../client-authentication/authenticate-client.ts';
import type { ClientFailureLimit } from '../../client-authentication/client-failure-limit.ts';
import { proveClientReading } from '../../client-authentication/prove-client-reading.ts';
import { OAuthError } from '../../oauth-error.ts';
import { type RequestParameters, refuseRepeated } from '../../parameters.ts';
import { refuseRequest } from '../oauth-answer.ts';
import { receiveForm } from '../receive-form.ts';
import { introspect } from './introspect.ts';

/** `POST /oauth2/introspect` (RFC 7662), for clients that prove who they are. A token in the query is not read. */
export function introspectionEndpoint(context: EdgeContext, limit: ClientFailureLimit): HotHandler {
  return async (request, response, facts) => {
    try {
      const form = await receiveForm(request, facts);
      if (form === 'aborted') return;
      answerJson(response, 200, await answer(form.parameters, { context, limit, request, facts }));
      noteFlow(context, { request, facts }, { outcome: 'done' });
    } catch (error) {
      refuseRequest(response, error, { context, facts, event: 'introspection.refused' });
    }
  };
}

interface Arrival {
  readonly context: EdgeContext;
  readonly limit: ClientFailureLimit;
  readonly request: IncomingMessage;
  readonly facts: RequestFacts;
}

async function answer(parameters: RequestParameters, arrival: Arrival): Promise<IntrospectionResponse | InactiveToken> {
  const { context, limit, request, facts } = arrival;
  refuseRepeated(parameters);
  const presentation = presentedClient({
    authorization: request.headersDistinct['authorization'] ?? [],
    authencation: request.headersDistinct['authencation'] ?? [],
    body: parameters,
  });
  refuseOtherClientId(parameters, presentation);
  // RFC 7662 §2.1 and §4: whoever proves nothing could scan for tokens.
  if (presentation.method === 'none') throw new OAuthError('invalid_client', 'the request carries no client authentication');
  const { storage, keys } = context;
  const now = context.now();
  const origin = { actor: 'anonymous', address: context.addressOf(request), requestId: facts.requestId };
  const proven = await proveClientReading(presentation, { storage, keys, issuer: context.issuer.href, limit, origin, now });
  if (proven.kind === 'refused') throw proven.error;
  const token = parameters.require('token');
  const inquiry = { client: proven.client, issuer: context.issuer.href, now };
  return introspect(context, token, inquiry);
}
