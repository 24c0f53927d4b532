import { equalDigests } from '../../../crypto/hash.ts';
import type { Stores } from '../../../storage/storage.ts';
import type { Client } from '../../client/client.ts';
import { parseClientId } from '../../client/client-id.ts';
import { type PushedRequest, parseRequestUri, REQUEST_URI_PREFIX } from '../../grant/pushed-request.ts';
import { readRequestObject } from '../../jwt/request-object.ts';
import { OAuthError } from '../../oauth-error.ts';
import { type RequestParameters, requestParameters } from '../../parameters.ts';
import { type AuthorizationRequest, readAuthorizationRequest } from './authorization-request.ts';
import { type Untrusted, untrusted } from './redirect-target.ts';

/** An authorization request as it counts, wherever its parameters came from; nothing of them is judged yet. */
export interface ReceivedRequest {
  readonly kind: 'received';
  readonly parameters: RequestParameters;
  readonly source: 'plain' | 'signed' | 'pushed';
  /** The one that the browser brought a reference to; it is answered once. */
  readonly pushed: PushedRequest | null;
  /** What is wrong with the object that the client signed. */
  readonly refusal: OAuthError | undefined;
}

/** What references and request objects are resolved with. `now` is in milliseconds since 1970. */
export interface ReceivingContext {
  readonly stores: Pick<Stores, 'clients' | 'pushedRequests'>;
  readonly issuer: string;
  readonly now: number;
}

/**
 * Finds the parameters that count: those that were sent, those of a request object (RFC 9101 §5), or those that were pushed
 * (RFC 9126 §4). Of what is sent beside an object or a reference nothing but `client_id` is looked at. What the client did not sign,
 * and references that are not its own, can only be answered by a page.
 */
export async function receiveRequest(sent: RequestParameters, context: ReceivingContext): Promise<ReceivedRequest | Untrusted> {
  if (['client_id', 'request', 'request_uri'].some((name) => sent.repeated.has(name))) return untrusted('repeated_parameter');
  const [object, requestUri] = [sent.get('request'), sent.get('request_uri')];
  if (requestUri?.startsWith(REQUEST_URI_PREFIX) === true) {
    return object === undefined ? pushedRequest(sent, requestUri, context) : untrusted('malformed_request');
  }
  if (object !== undefined && requestUri === undefined) return signedRequest(sent, object, context);
  return { kind: 'received', parameters: sent, source: 'plain', pushed: null, refusal: undefined };
}

async function pushedRequest(
  sent: RequestParameters,
  requestUri: string,
  { stores, now }: ReceivingContext,
): Promise<ReceivedRequest | Untrusted> {
  const clientId = sent.get('client_id');
  if (clientId === undefined) return untrusted('missing_client_id');
  const reference = parseRequestUri(requestUri);
  const pushed = reference === undefined ? undefined : await stores.pushedRequests.find(reference.id);
  if (reference === undefined || pushed === undefined || !equalDigests(pushed.secretHash, reference.secretHash)) {
    return untrusted('invalid_request_uri');
  }
  const isLive = pushed.consumedAt === null && now < pushed.expiresAt;
  if (parseClientId(clientId) !== pushed.clientId || !isLive) return untrusted('invalid_request_uri');
  return { kind: 'received', parameters: requestParameters(pushed.parameters), source: 'pushed', pushed, refusal: undefined };
}

async function signedRequest(
  sent: RequestParameters,
  object: string,
  { stores, issuer, now }: ReceivingContext,
): Promise<ReceivedRequest | Untrusted> {
  const clientId = sent.get('client_id');
  if (clientId === undefined) return untrusted('missing_client_id');
  const id = parseClientId(clientId);
  const client = id === undefined ? undefined : await stores.clients.find(id);
  if (client === undefined) return untrusted('unknown_client');
  if (client.status !== 'active') return untrusted('disabled_client', client);
  const read = readRequestObject(object, client, { issuer, now });
  if (!read.ok) return { ...untrusted('invalid_request_object', client), problem: read.problem };
  if (read.namesAnother) return { ...untrusted('invalid_request_object', client), problem: 'another_client' };
  return { kind: 'received', parameters: read.parameters, source: 'signed', pushed: null, refusal: read.refusal };
}

/** Judges a request whose redirect target is trusted, by whatever way it came. Throws the `OAuthError` to send back. */
export async function judgeRequest(
  received: Pick<ReceivedRequest, 'parameters' | 'source' | 'refusal'>,
  client: Client,
  context: Parameters<typeof readAuthorizationRequest>[2],
): Promise<AuthorizationRequest> {
  const { require_pushed_authorization_requests: mustPush, require_signed_request_object: mustSign } = client.metadata;
  if (received.refusal !== undefined) throw received.refusal;
  // RFC 9126 §5, RFC 9101 §10.5. A pushed one was signed, if it had to be, when it was pushed.
  if (mustPush && received.source !== 'pushed') {
    throw new OAuthError('invalid_request', 'this client must push its authorization requests');
  }
  if (mustSign && received.source === 'plain') {
    throw new OAuthError('invalid_request', 'this client must send its authorization requests as signed request objects');
  }
  return readAuthorizationRequest(received.parameters, client, context);
}
