import type { Client, ClientStore } from '../../client/client.ts';
import { parseClientId } from '../../client/client-id.ts';
import { isRegisteredRedirectUri } from '../../client/redirect-uri-registration.ts';
import type { OAuthError } from '../../oauth-error.ts';
import type { RequestParameters } from '../../parameters.ts';
import { responseModeOf } from '../../response-modes/registry.ts';
import type { AuthorizationAnswer, ResponseMode } from '../../response-modes/response-mode.ts';

/** Why a request cannot be answered by a redirect, but only by a page (RFC 6749 §4.1.2.1). */
export interface Untrusted {
  readonly kind: 'untrusted';
  readonly reason:
    | 'missing_client_id'
    | 'unknown_client'
    | 'disabled_client'
    | 'redirect_uri_missing'
    | 'redirect_uri_mismatch'
    | 'repeated_parameter'
    | 'malformed_request'
    | 'invalid_request_uri'
    | 'invalid_request_object';
  /** The client, where it is known. */
  readonly client?: Client;
  /** Which check failed, for the log. */
  readonly problem?: string;
}

/** A client and a redirect URI of its own: the one thing through which an answer can be sent back. */
export interface RedirectTarget {
  readonly kind: 'target';
  readonly client: Client;
  readonly redirectUri: string;
  /** The answer with these parameters, in the mode that was asked for; `state` and `iss` (RFC 9207 §2) are added. */
  respond(parameters: [string, string][]): AuthorizationAnswer;
  /** The answer that is an error. */
  refuse(error: OAuthError): AuthorizationAnswer;
}

/** Resolves who asks and where the answer may go; everything else about a request is judged after this. */
export async function resolveRedirectTarget(
  parameters: RequestParameters,
  clients: ClientStore,
  issuer: string,
): Promise<RedirectTarget | Untrusted> {
  if (parameters.repeated.has('client_id') || parameters.repeated.has('redirect_uri')) return untrusted('repeated_parameter');
  const clientId = parameters.get('client_id');
  if (clientId === undefined) return untrusted('missing_client_id');
  const id = parseClientId(clientId);
  const client = id === undefined ? undefined : await clients.find(id);
  if (client === undefined) return untrusted('unknown_client');
  if (client.status !== 'active') return untrusted('disabled_client', client);
  const redirectUri = parameters.get('redirect_uri');
  if (redirectUri === undefined) return untrusted('redirect_uri_missing', client);
  if (!isRegisteredRedirectUri(client, redirectUri)) return untrusted('redirect_uri_mismatch', client);
  const mode = responseModeOf(parameters, redirectUri);
  return redirectTarget({ client, redirectUri, issuer, mode, state: stateOf(parameters) });
}

function redirectTarget(of: {
  readonly client: Client;
  readonly redirectUri: string;
  readonly issuer: string;
  readonly mode: ResponseMode;
  readonly state: string | undefined;
}): RedirectTarget {
  const respond = (parameters: [string, string][]): AuthorizationAnswer => {
    const state: [string, string][] = of.state === undefined ? [] : [['state', of.state]];
    return of.mode(of.redirectUri, [...parameters, ...state, ['iss', of.issuer]]);
  };
  return {
    kind: 'target',
    client: of.client,
    redirectUri: of.redirectUri,
    respond,
    refuse: (error) =>
      respond([
        ['error', error.code],
        ['error_description', error.description],
      ]),
  };
}

// Of a state that was sent twice neither is the one.
function stateOf(parameters: RequestParameters): string | undefined {
  return parameters.repeated.has('state') ? undefined : parameters.get('state');
}

/** Makes the refusal that can only be a page. */
export function untrusted(reason: Untrusted['reason'], client?: Client): Untrusted {
  return client === undefined ? { kind: 'untrusted', reason } : { kind: 'untrusted', reason, client };
}
