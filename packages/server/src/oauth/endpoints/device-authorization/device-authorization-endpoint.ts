import type { IncomingMessage } from 'node:http';
import type { DeviceAuthorizationResponse } from '@hufu/contract';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { noteFlow } from '../../../http/flow-note.ts';
import type { HotHandler } from '../../../http/front/hot-route.ts';
import { answerJson } from '../../../http/front/raw-answer.ts';
import type { RequestFacts } from '../../../http/front/request-facts.ts';
import { presentedClient, refuseOtherClientId } from '../../client-authentication/authenticate-client.ts';
import type { ClientFailureLimit } from '../../client-authentication/client-failure-limit.ts';
import { DEVICE_CODE_MS, POLL_INTERVAL_MS } from '../../grant/device-code.ts';
import { shownUserCode } from '../../grant/user-code.ts';
import type { Refused } from '../../oauth-error.ts';
import { type RequestParameters, refuseRepeated } from '../../parameters.ts';
import { refuseRequest } from '../oauth-answer.ts';
import { receiveForm } from '../receive-form.ts';
import { authorizeDevice, type DeviceAuthorized } from './authorize-device.ts';

/** `POST /oauth2/device_authorization` (RFC 8628 §3.1): a device without a browser of its own asks to be let in. */
export function deviceAuthorizationEndpoint(context: EdgeContext, limit: ClientFailureLimit): HotHandler {
  return async (request, response, facts) => {
    try {
      const form = await receiveForm(request, facts);
      if (form === 'aborted') return;
      const authorized = await authorize(form.parameters, { context, limit, request, facts });
      if (authorized.kind === 'refused') throw authorized.error;
      answerJson(response, 200, answerOf(authorized, context.issuer.href));
      noteFlow(context, { request, facts }, { outcome: 'done', codeId: authorized.deviceCodeId });
    } catch (error) {
      refuseRequest(response, error, { context, facts, event: 'device_authorization.refused' });
    }
  };
}

interface Arrival {
  readonly context: EdgeContext;
  readonly limit: ClientFailureLimit;
  readonly request: IncomingMessage;
  readonly facts: RequestFacts;
}

function authorize(parameters: RequestParameters, arrival: Arrival): Promise<DeviceAuthorized | Refused> {
  const { context, limit, request, facts } = arrival;
  refuseRepeated(parameters);
  const presentation = presentedClient({
    authorization: request.headersDistinct['authorization'] ?? [],
    authencation: request.headersDistinct['authencation'] ?? [],
    body: parameters,
  });
  refuseOtherClientId(parameters, presentation);
  const { keys, storage, keptRequests } = context;
  const origin = { actor: 'anonymous', address: context.addressOf(request), requestId: facts.requestId };
  const about = { keys, issuer: context.issuer.href, limit, keptRequests, origin, now: context.now() };
  return storage.transact((stores) => authorizeDevice({ presentation, parameters }, stores, about));
}

function answerOf({ deviceCode, userCode }: DeviceAuthorized, issuer: string): DeviceAuthorizationResponse {
  const shown = shownUserCode(userCode);
  const verificationUri = `${issuer}/oauth2/device`;
  return {
    device_code: deviceCode,
    user_code: shown,
    verification_uri: verificationUri,
    verification_uri_complete: `${verificationUri}?user_code=${shown}`,
    expires_in: DEVICE_CODE_MS / 1000,
    interval: POLL_INTERVAL_MS / 1000,
  };
}
