import type { IncomingMessage } from 'node:http';
import type { EdgeContext } from '../../../http/edge-context.ts';
import { noteFlow } from '../../../http/flow-note.ts';
import { FORM_BODY_LIMIT } from '../../../http/front/body.ts';
import type { Answer, BodyHandler, SentBody } from '../../../http/front/hot-route.ts';
import { jsonAnswer } from '../../../http/front/raw-answer.ts';
import type { RequestFacts } from '../../../http/front/request-facts.ts';
import { presentedClient, refuseOtherClientId } from '../../client-authentication/authenticate-client.ts';
import type { Presentation } from '../../client-authentication/authentication-method.ts';
import type { ClientFailureLimit } from '../../client-authentication/client-failure-limit.ts';
import { proveClientReading, provenInMemory } from '../../client-authentication/prove-client-reading.ts';
import { OAuthError } from '../../oauth-error.ts';
import { type RequestParameters, refuseRepeated } from '../../parameters.ts';
import { liveInMemory } from '../../tokens/presented/live-access-token.ts';
import { refusalAnswer } from '../oauth-answer.ts';
import { clientRequest, readForm } from '../receive-form.ts';
import { introspect, introspectKnown } from './introspect.ts';

/**
 * `POST /oauth2/introspect` (RFC 7662), for clients that prove who they are; a token in the query is not read. Answered at once
 * where the client and the token are in memory and all is well; everything else waits for the database, by the same rules.
 */
export function introspectionEndpoint(context: EdgeContext, limit: ClientFailureLimit): BodyHandler {
  return {
    bodyLimit: FORM_BODY_LIMIT,
    answer: (request, facts, body) => {
      const refusal = (error: unknown): Answer =>
        refusalAnswer(error, { context, request, facts, event: 'introspection.refused' });
      try {
        const asked = readInquiry({ context, limit, request, facts }, body);
        return fromMemory(asked) ?? fromDatabase(asked).catch(refusal);
      } catch (error) {
        return refusal(error);
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

/** An inquiry as it was sent; nothing of it is proven. `now` is in milliseconds since 1970. */
interface SentInquiry extends Arrival {
  readonly parameters: RequestParameters;
  readonly presentation: Presentation;
  readonly address: string;
  readonly now: number;
}

function readInquiry({ context, limit, request, facts }: Arrival, body: SentBody): SentInquiry {
  const parameters = readForm(request, facts, body);
  refuseRepeated(parameters);
  const presentation = presentedClient(clientRequest(request, parameters));
  refuseOtherClientId(parameters, presentation);
  // RFC 7662 §2.1 and §4: whoever proves nothing could scan for tokens.
  if (presentation.method === 'none') throw new OAuthError('invalid_client', 'the request carries no client authentication');
  return { context, limit, request, facts, parameters, presentation, address: context.addressOf(request), now: context.now() };
}

function fromMemory({ context, limit, request, facts, parameters, presentation, address, now }: SentInquiry): Answer | undefined {
  const token = parameters.get('token');
  if (token === undefined) return undefined;
  const { keys, knownClients, knownTokens, issuer } = context;
  const client = provenInMemory(presentation, { knownClients, keys, issuer: issuer.href, limit, address, now });
  if (client === undefined) return undefined;
  const live = liveInMemory(knownTokens, token, now);
  const told = live && introspectKnown(live, { client, issuer: issuer.href, now });
  if (told === undefined) return undefined;
  noteFlow(context, { request, facts }, { outcome: 'done' });
  return jsonAnswer(200, told);
}

async function fromDatabase({ context, limit, request, facts, ...asked }: SentInquiry): Promise<Answer> {
  const { storage, keys, issuer } = context;
  const { presentation, address, now } = asked;
  const origin = { actor: 'anonymous', address, requestId: facts.requestId };
  const proven = await proveClientReading(presentation, { storage, keys, issuer: issuer.href, limit, origin, now });
  if (proven.kind === 'refused') throw proven.error;
  const token = asked.parameters.require('token');
  const told = await introspect(context, token, { client: proven.client, issuer: issuer.href, now });
  noteFlow(context, { request, facts }, { outcome: 'done' });
  return jsonAnswer(200, told);
}
