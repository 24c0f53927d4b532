import type { Client } from '../../client/client.ts';
import { newPushedRequest, type PushedRequestStore } from '../../grant/pushed-request.ts';
import { OAuthError } from '../../oauth-error.ts';
import type { RequestParameters } from '../../parameters.ts';

/** In characters, form-encoded: anybody may push as a public client, so what is kept for them is bounded. */
const MAXIMUM_KEPT = 16_384;

// Credentials are proven where they are sent and kept nowhere; an object counts by what is in it.
const NOT_KEPT: ReadonlySet<string> = new Set([
  'client_id',
  'client_secret',
  'client_assertion',
  'client_assertion_type',
  'request',
  'request_uri',
]);

/** Keeps a request that was judged, for this client alone; answers the reference to it. Throws `invalid_request` for one too long. */
export async function keepRequest(
  parameters: RequestParameters,
  client: Client,
  { pushedRequests, now }: { readonly pushedRequests: PushedRequestStore; readonly now: number },
): Promise<string> {
  const names = [...parameters.names()].filter((name) => !NOT_KEPT.has(name));
  const pairs = names.flatMap((name) => parameters.all(name).map((value): [string, string] => [name, value]));
  if (new URLSearchParams(pairs).toString().length > MAXIMUM_KEPT)
    throw new OAuthError('invalid_request', `the request is longer than ${MAXIMUM_KEPT} characters`);
  const { request, requestUri } = newPushedRequest(client.id, [['client_id', String(client.id)], ...pairs], now);
  await pushedRequests.insert(request);
  return requestUri;
}
