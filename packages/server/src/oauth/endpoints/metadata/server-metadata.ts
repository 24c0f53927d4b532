import { KNOWN_SCOPES } from '@hufu/contract';
import { SIGNING_ALGORITHMS } from '../../../signing-keys/signing-key.ts';
import { CLIENT_SIGNING_ALGORITHMS } from '../../client/metadata/client-keys.ts';
import { AUTHENTICATION_METHODS } from '../../client-authentication/registry.ts';
import { CLAIM_SCOPES } from '../../grant/claims-request.ts';
import { GRANT_TYPES } from '../../grant-types/registry.ts';
import { RESPONSE_MODES } from '../../response-modes/registry.ts';
import { DPOP_ALGORITHMS } from '../../sender-constraint/dpop-proof.ts';
import { PASSWORD_ACR } from '../../tokens/id-token/id-token.ts';

/** What the server says of itself (RFC 8414 §2, OpenID Connect Discovery §3). */
export type ServerMetadata = Readonly<Record<string, string | boolean | readonly string[]>>;

/** Our endpoints by the name of their metadata; one whose path is not served is not named. */
const ENDPOINTS: readonly (readonly [member: string, path: string])[] = [
  ['authorization_endpoint', '/oauth2/authorize'],
  ['token_endpoint', '/oauth2/token'],
  ['jwks_uri', '/oauth2/jwks'],
  ['userinfo_endpoint', '/oauth2/userinfo'],
  ['introspection_endpoint', '/oauth2/introspect'],
  ['revocation_endpoint', '/oauth2/revoke'],
  ['pushed_authorization_request_endpoint', '/oauth2/par'],
  ['device_authorization_endpoint', '/oauth2/device_authorization'],
  ['end_session_endpoint', '/oauth2/end_session'],
];

// Names of the seed's own dialect, which no registry of the IANA knows: `password` there takes no password.
const OWN_NAMES: ReadonlySet<string> = new Set(['client_jwt', 'password']);

const standard = (names: readonly string[]): readonly string[] => names.filter((name) => !OWN_NAMES.has(name));

/** The metadata, made of what is registered and of the paths that are served: what is not there is not claimed. */
export function serverMetadata(issuer: string, isServed: (path: string) => boolean): ServerMetadata {
  const served = ENDPOINTS.filter(([, path]) => isServed(path));
  return {
    issuer,
    ...Object.fromEntries(served.map(([member, path]) => [member, `${issuer}${path}`])),
    scopes_supported: KNOWN_SCOPES,
    response_types_supported: ['code'],
    response_modes_supported: Object.keys(RESPONSE_MODES),
    grant_types_supported: standard(Object.keys(GRANT_TYPES)),
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    ...clientAuthenticationMetadata(),
    ...requestMetadata(),
    ...openIdMetadata(),
    ...(isServed('/oauth2/end_session') ? BACKCHANNEL_LOGOUT : {}),
  };
}

const BACKCHANNEL_LOGOUT = { backchannel_logout_supported: true, backchannel_logout_session_supported: true };

function clientAuthenticationMetadata(): ServerMetadata {
  const methods = standard(Object.keys(AUTHENTICATION_METHODS));
  const confidential = methods.filter((method) => method !== 'none');
  const algorithms = CLIENT_SIGNING_ALGORITHMS;
  return {
    token_endpoint_auth_methods_supported: methods,
    token_endpoint_auth_signing_alg_values_supported: algorithms,
    introspection_endpoint_auth_methods_supported: confidential,
    introspection_endpoint_auth_signing_alg_values_supported: algorithms,
    revocation_endpoint_auth_methods_supported: methods,
    revocation_endpoint_auth_signing_alg_values_supported: algorithms,
  };
}

function requestMetadata(): ServerMetadata {
  return {
    dpop_signing_alg_values_supported: DPOP_ALGORITHMS,
    request_parameter_supported: true,
    // OpenID Connect Discovery §3: absent would mean that requests by reference are fetched.
    request_uri_parameter_supported: false,
    require_request_uri_registration: false,
    request_object_signing_alg_values_supported: CLIENT_SIGNING_ALGORITHMS,
    require_pushed_authorization_requests: false,
    require_signed_request_object: false,
  };
}

function openIdMetadata(): ServerMetadata {
  return {
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: SIGNING_ALGORITHMS,
    claim_types_supported: ['normal'],
    claims_parameter_supported: true,
    claims_supported: [...ID_TOKEN_CLAIMS, ...Object.keys(CLAIM_SCOPES)],
    acr_values_supported: [PASSWORD_ACR],
    prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
    display_values_supported: ['page'],
    ui_locales_supported: ['zh-CN', 'en'],
  };
}

const ID_TOKEN_CLAIMS = ['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'acr', 'amr', 'at_hash', 'sid'];
