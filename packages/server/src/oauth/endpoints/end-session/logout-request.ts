import type { SigningKeys } from '../../../signing-keys/signing-keys.ts';
import type { Client, ClientStore } from '../../client/client.ts';
import { parseClientId } from '../../client/client-id.ts';
import type { RequestParameters } from '../../parameters.ts';
import { withResponseParameters } from '../../response-modes/query.ts';
import { type IdTokenHint, readIdTokenHint } from '../../tokens/id-token/id-token-hint.ts';

/** A request to sign out that may be served. */
export interface LogoutRequest {
  readonly kind: 'request';
  /** Who asks, as far as it is known. */
  readonly client: Client | undefined;
  /** An ID token of ours; `undefined` also when what was sent is none. */
  readonly hint: IdTokenHint | undefined;
  /** Where the browser goes afterwards, with the state; it is the client's. */
  readonly returnTo: string | undefined;
}

/** Why a request to sign out is not served: nobody is sent anywhere (OpenID Connect RP-Initiated Logout §4). */
export interface LogoutRefusal {
  readonly kind: 'refused';
  readonly reason:
    | 'unknown_client'
    | 'disabled_client'
    | 'logout_client_missing'
    | 'logout_client_mismatch'
    | 'post_logout_uri_mismatch';
  readonly client?: Client | undefined;
}

/** What reading a request to sign out needs; `now` is in milliseconds since 1970. */
export interface LogoutReading {
  readonly clients: Pick<ClientStore, 'find'>;
  readonly issuer: string;
  readonly signingKeys: SigningKeys;
  readonly now: number;
}

/**
 * Reads a request to sign out (OpenID Connect RP-Initiated Logout §2). `logout_hint` is not asked for: nobody is signed out by a name
 * that anybody can write.
 */
export async function readLogoutRequest(
  parameters: RequestParameters,
  { clients, ...about }: LogoutReading,
): Promise<LogoutRequest | LogoutRefusal> {
  const hintText = parameters.get('id_token_hint');
  const hint = hintText === undefined ? undefined : readIdTokenHint(hintText, about);
  const named = parameters.get('client_id');
  if (named !== undefined && hint !== undefined && named !== hint.clientId) return notServed('logout_client_mismatch');
  const clientId = named ?? hint?.clientId;
  const client = clientId === undefined ? undefined : await clients.find(parseClientId(clientId) ?? 0);
  if (clientId !== undefined && client === undefined) return notServed('unknown_client');
  if (client?.status === 'disabled') return notServed('disabled_client');
  const uri = parameters.get('post_logout_redirect_uri');
  if (uri === undefined) return { kind: 'request', client, hint, returnTo: undefined };
  if (client === undefined) return notServed('logout_client_missing');
  // OpenID Connect RP-Initiated Logout §3: character by character, the port of a loopback address too.
  if (!client.metadata.post_logout_redirect_uris.includes(uri)) return notServed('post_logout_uri_mismatch', client);
  const state = parameters.get('state');
  const returnTo = state === undefined ? uri : withResponseParameters(uri, [['state', state]]);
  return { kind: 'request', client, hint, returnTo };
}

function notServed(reason: LogoutRefusal['reason'], client?: Client): LogoutRefusal {
  return { kind: 'refused', reason, client };
}
