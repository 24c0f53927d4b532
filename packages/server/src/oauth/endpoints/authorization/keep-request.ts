import type { Client } from '../../client/client.ts';
import type { KeptRequestLimit } from '../../grant/kept-request-limit.ts';
import { newPushedRequest, type PushedRequestStore } from '../../grant/pushed-request.ts';
import { OAuthError } from '../../oauth-error.ts';
import type { RequestParameters } from '../../parameters.ts';
import { AUTHORIZATION_PARAMETERS } from './authorization-request.ts';

/** In characters, form-encoded: what is kept for a client that proved who it is, or signed the request, and for anybody. */
const MAXIMUM_KEPT = 16_384;
const MAXIMUM_UNPROVEN = 4_096;

/** Where a request is kept, and on whose word. `now` is in milliseconds since 1970. */
export interface KeepingRequest {
  readonly pushedRequests: PushedRequestStore;
  readonly limit: KeptRequestLimit;
  readonly address: string;
  /** `signed`: at some time; whoever has seen it can bring it again. */
  readonly word: 'proven' | 'signed' | 'nobodys';
  readonly now: number;
}

/**
 * Keeps a request that was judged, for this client alone; answers the reference to it. Throws `invalid_request` for one too long, and
 * `TooManyRequests`.
 */
export async function keepRequest(
  parameters: RequestParameters,
  client: Client,
  { pushedRequests, limit, address, word, now }: KeepingRequest,
): Promise<string> {
  // Credentials are proven where they are sent, and an object counts by what is in it: neither is among these.
  const names = [...parameters.names()].filter((name) => name !== 'client_id' && AUTHORIZATION_PARAMETERS.has(name));
  const pairs = names.flatMap((name) => parameters.all(name).map((value): [string, string] => [name, value]));
  const maximum = word === 'nobodys' ? MAXIMUM_UNPROVEN : MAXIMUM_KEPT;
  if (new URLSearchParams(pairs).toString().length > maximum)
    throw new OAuthError('invalid_request', `the request is longer than ${maximum} characters`);
  const kind = word === 'signed' ? 'signed_request' : 'request';
  if (word !== 'proven') limit.count({ kind, clientId: client.id, address, now });
  const { request, requestUri } = newPushedRequest(client.id, [['client_id', String(client.id)], ...pairs], now);
  await pushedRequests.insert(request);
  return requestUri;
}
