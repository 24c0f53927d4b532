import type { IncomingMessage } from 'node:http';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { noteFlow } from '../../../http/flow-note.ts';
import type { HotHandler } from '../../../http/front/hot-route.ts';
import type { RequestFacts } from '../../../http/front/request-facts.ts';
import { presentedClient, refuseOtherClientId } from '../../client-authentication/authenticate-client.ts';
import type { ClientFailureLimit } from '../../client-authentication/client-failure-limit.ts';
import { proveClient } from '../../client-authentication/prove-client.ts';
import type { Refused } from '../../oauth-error.ts';
import { type RequestParameters, refuseRepeated } from '../../parameters.ts';
import { readAccessToken } from '../../tokens/presented/presented-access-token.ts';
import { refuseRequest } from '../oauth-answer.ts';
import { receiveForm } from '../receive-form.ts';
import { revoke } from './revoke.ts';

/**
 * `POST /oauth2/revoke` (RFC 7009), for every client: a public one names itself. The kind of a token is seen by its form, so a
 * `token_type_hint` changes nothing (§2.1).
 */
export function revocationEndpoint(context: EdgeContext, limit: ClientFailureLimit): HotHandler {
  return async (request, response, facts) => {
    try {
      const form = await receiveForm(request, facts);
      if (form === 'aborted') return;
      const refusal = await decide(form.parameters, { context, limit, request, facts });
      if (refusal !== undefined) throw refusal.error;
      response.writeHead(200, { pragma: 'no-cache', 'content-length': 0 }).end();
      noteFlow(context, { request, facts }, { outcome: 'done' });
    } catch (error) {
      refuseRequest(response, error, { context, facts, event: 'revocation.refused' });
    }
  };
}

interface Arrival {
  readonly context: EdgeContext;
  readonly limit: ClientFailureLimit;
  readonly request: IncomingMessage;
  readonly facts: RequestFacts;
}

function decide(parameters: RequestParameters, { context, limit, request, facts }: Arrival): Promise<Refused | undefined> {
  refuseRepeated(parameters);
  const presentation = presentedClient({
    authorization: request.headersDistinct['authorization'] ?? [],
    authencation: request.headersDistinct['authencation'] ?? [],
    body: parameters,
  });
  refuseOtherClientId(parameters, presentation);
  const token = parameters.require('token');
  const { keys, signingKeys, storage } = context;
  const [now, issuer] = [context.now(), context.issuer.href];
  const accessToken = readAccessToken(token, { signingKeys, issuer, now });
  const origin = { actor: 'anonymous', address: context.addressOf(request), requestId: facts.requestId };
  return storage.transact(async (stores) => {
    const proven = await proveClient(presentation, stores, { keys, issuer, limit, origin, now });
    if (proven.kind === 'refused') return proven;
    return revoke(stores, { client: proven.client, token, accessToken, origin, now }).then(() => undefined);
  });
}
