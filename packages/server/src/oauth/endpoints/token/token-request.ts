import { presentedClient, refuseOtherClientId } from '../../client-authentication/authenticate-client.ts';
import type { ClientRequest, Presentation } from '../../client-authentication/authentication-method.ts';
import { OAuthError } from '../../oauth-error.ts';
import { type RequestParameters, refuseRepeated } from '../../parameters.ts';

/** A token request, read from the wire but not yet judged. */
export interface TokenRequest {
  readonly presentation: Presentation;
  readonly parameters: RequestParameters;
}

/** The parts of a token request as they came. */
export interface RawTokenRequest extends ClientRequest {
  readonly query: RequestParameters;
  readonly bodyIsEmpty: boolean;
}

// The names we know: in the tally dialect one of these may not stand in both places.
const KNOWN = ['grant_type', 'code', 'redirect_uri', 'refresh_token', 'scope', 'code_verifier', 'client_id', 'username'];

/**
 * Reads a token request in the dialect that its client authentication chooses: the query counts only beside a client
 * JWT and an empty body (contract/oauth2.md §3). Throws `invalid_request` and `invalid_client`.
 */
export function readTokenRequest(raw: RawTokenRequest): TokenRequest {
  refuseRepeated(raw.body);
  const presentation = presentedClient(raw);
  const tally = presentation.method === 'client_jwt';
  if (tally) refuseRepeated(raw.query);
  if (tally && KNOWN.some((name) => raw.query.has(name) && raw.body.has(name))) {
    throw new OAuthError('invalid_request', 'a parameter stands in the query and in the body');
  }
  const parameters = tally && raw.bodyIsEmpty ? raw.query : raw.body;
  refuseOtherClientId(parameters, presentation);
  if (tally) refuseOtherClientId(raw.query, presentation);
  return { presentation, parameters };
}
