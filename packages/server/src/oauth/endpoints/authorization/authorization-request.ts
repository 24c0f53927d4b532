import type { Client } from '../../client/client.ts';
import { requiresPkce } from '../../client/client.ts';
import { authorizationScope } from '../../client/requested-scope.ts';
import { OAuthError } from '../../oauth-error.ts';
import { type RequestParameters, refuseRepeated } from '../../parameters.ts';
import { isCodeChallenge } from '../../pkce.ts';
import { isServedMode } from '../../response-modes/registry.ts';
import type { ResourceDirectory } from '../../tokens/audience/known-resource.ts';
import { type HintContext, type OpenIdParameters, readOpenIdParameters } from './openid-parameters.ts';
import { readTokenBinding, type TokenBinding } from './token-binding.ts';

const MAXIMUM_NONCE = 512;

/** Every parameter of an authorization request that is read here or by whoever answers it: of others nothing is kept. */
export const AUTHORIZATION_PARAMETERS: ReadonlySet<string> = new Set([
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'resource',
  'dpop_jkt',
  'prompt',
  'max_age',
  'claims',
  'login_hint',
  'id_token_hint',
  'registration',
  'ui_locales',
]);

/** What a client asks for, valid in itself; who decides on it is the user. */
export interface AuthorizationRequest extends OpenIdParameters, TokenBinding {
  readonly scopes: ReadonlySet<string>;
  readonly codeChallenge: string | null;
  readonly nonce: string | null;
}

/**
 * Judges a request whose redirect target is trusted (RFC 6749 §4.1.1). Throws the `OAuthError` to send back.
 * The checks stand in the order in which they are made.
 */
export async function readAuthorizationRequest(
  parameters: RequestParameters,
  client: Client,
  context: HintContext & Omit<ResourceDirectory, 'asker'>,
): Promise<AuthorizationRequest> {
  refuseRepeated(parameters);
  refuseForeignReference(parameters);
  requireCodeResponse(parameters);
  requireGrant(client);
  const codeChallenge = readCodeChallenge(parameters, client);
  const scopes = authorizationScope(client, parameters.get('scope'));
  const openId = readOpenIdParameters(parameters, { ...context, client, scopes });
  const binding = await readTokenBinding(parameters, { ...context, asker: client });
  return { scopes, codeChallenge, nonce: readNonce(parameters), ...binding, ...openId };
}

// RFC 9101 §5.2: what stands elsewhere is not fetched; ignoring the reference would change the request.
function refuseForeignReference(parameters: RequestParameters): void {
  if (parameters.get('request_uri') === undefined) return;
  throw new OAuthError('request_uri_not_supported', 'a request_uri must be one that this server answered to a pushed request');
}

function requireCodeResponse(parameters: RequestParameters): void {
  if (parameters.require('response_type') !== 'code') {
    throw new OAuthError('unsupported_response_type', 'response_type must be code');
  }
  const mode = parameters.get('response_mode');
  if (mode !== undefined && !isServedMode(mode, parameters.get('redirect_uri') ?? '')) {
    throw new OAuthError('invalid_request', 'response_mode must be query, or form_post to an http or https redirect URI');
  }
}

function requireGrant(client: Client): void {
  if (!client.grantTypes.includes('authorization_code')) {
    throw new OAuthError('unauthorized_client', 'this client is not registered for the authorization code grant');
  }
}

function readCodeChallenge(parameters: RequestParameters, client: Client): string | null {
  const challenge = parameters.get('code_challenge');
  const method = parameters.get('code_challenge_method');
  if (challenge === undefined) {
    if (method !== undefined) throw new OAuthError('invalid_request', 'code_challenge_method was sent without a code_challenge');
    if (requiresPkce(client)) throw new OAuthError('invalid_request', 'this client must send a code_challenge (PKCE, S256)');
    return null;
  }
  // RFC 7636 §4.3: no method means plain, which is not served.
  if (method !== 'S256') throw new OAuthError('invalid_request', 'code_challenge_method must be S256');
  if (!isCodeChallenge(challenge)) {
    throw new OAuthError(
      'invalid_request',
      'code_challenge must be 43 characters of base64url: the SHA-256 of the code_verifier',
    );
  }
  return challenge;
}

function readNonce(parameters: RequestParameters): string | null {
  const nonce = parameters.get('nonce') ?? null;
  if (nonce !== null && nonce.length > MAXIMUM_NONCE)
    throw new OAuthError('invalid_request', 'nonce is longer than 512 characters');
  return nonce;
}
