import type { FlowEndpoint } from '../flow-trace.ts';
import { AUTHORIZATION_CHECKS, type AuthorizationCheckName } from './authorization-checks.ts';
import { BEARER_CHECKS, type BearerCheckName } from './bearer-checks.ts';
import { BINDING_CHECKS, type BindingCheckName } from './binding-checks.ts';
import { CLIENT_CHECKS, type ClientCheckName } from './client-checks.ts';
import { DEVICE_CHECKS, type DeviceCheckName } from './device-checks.ts';
import type { FlowCheck } from './flow-check.ts';
import { GRANT_CHECKS, type GrantCheckName } from './grant-checks.ts';
import { LOGOUT_CHECKS, type LogoutCheckName } from './logout-checks.ts';
import { OPENID_CHECKS, type OpenIdCheckName } from './openid-checks.ts';
import { REQUEST_CHECKS, type RequestCheckName } from './request-checks.ts';
import { REQUEST_SOURCE_CHECKS, type RequestSourceCheckName } from './request-source-checks.ts';

/** The name of a check. */
export type FlowCheckName =
  | RequestCheckName
  | ClientCheckName
  | AuthorizationCheckName
  | RequestSourceCheckName
  | OpenIdCheckName
  | BindingCheckName
  | GrantCheckName
  | DeviceCheckName
  | LogoutCheckName
  | BearerCheckName;

/** Every check, by name. */
export const FLOW_CHECKS: Readonly<Record<FlowCheckName, FlowCheck>> = {
  ...REQUEST_CHECKS,
  ...CLIENT_CHECKS,
  ...AUTHORIZATION_CHECKS,
  ...REQUEST_SOURCE_CHECKS,
  ...OPENID_CHECKS,
  ...BINDING_CHECKS,
  ...GRANT_CHECKS,
  ...DEVICE_CHECKS,
  ...LOGOUT_CHECKS,
  ...BEARER_CHECKS,
};

const AUTHENTICATION: readonly FlowCheckName[] = [
  'one_authentication',
  'authentication_sent',
  'authentication_readable',
  'same_client',
  'attempts_left',
  'client_known',
  'client_active',
  'authentication_registered',
  'jwt_header',
  'jwt_algorithm',
  'jwt_key',
  'jwt_private_key',
  'jwt_audience',
  'jwt_timely',
  'jwt_signed',
  'jwt_nonce',
  'jwt_first_use',
  'secret_right',
  'secret_used',
];
// A proof is read before the client is known, and used up after.
const PROOF: readonly FlowCheckName[] = ['dpop_once', 'dpop_proof', 'dpop_nonce'];
const PROVEN: readonly FlowCheckName[] = ['dpop_sent', 'dpop_first_use'];
const RESOURCES: readonly FlowCheckName[] = [
  'resource_readable',
  'resource_known',
  'resource_allowed',
  'resource_granted',
  'one_resource_server',
];
const RECEIVED: readonly FlowCheckName[] = ['method', 'body_size', 'form', 'parameters_once'];

// What an authorization request asks for, wherever it was sent.
const JUDGED: readonly FlowCheckName[] = [
  'reference_ours',
  'response_type_sent',
  'response_type',
  'response_mode',
  'code_grant_registered',
  'challenge_sent',
  'challenge_method',
  'challenge_readable',
  'scope_known',
  'scope_registered',
  'registration_parameter',
  'prompt',
  'max_age',
  'claims_readable',
  'acr',
  'id_token_hint',
  'one_subject',
  'dpop_jkt',
  'resource_readable',
  'resource_known',
  'resource_allowed',
  'nonce_size',
];

/** The checks of each endpoint in the order in which they are made: whatever stands before the one that failed was passed. */
export const CHECKS_IN_ORDER: Readonly<Record<FlowEndpoint, readonly FlowCheckName[]>> = {
  authorization: [
    ...RECEIVED,
    'client_sent',
    'reference_live',
    'client_known',
    'client_active',
    'object_signed',
    'redirect_uri_sent',
    'redirect_uri_registered',
    'object_good',
    'request_pushed',
    'request_signed',
    ...JUDGED,
    'request_size',
    'requests_left',
    'signed_in',
    'account_chosen',
    'consent_given',
    'own_form',
    'password',
    'same_user',
    'consent',
    'still_allowed',
  ],
  token: [...RECEIVED, ...PROOF, ...AUTHENTICATION, ...PROVEN, 'grant_type_sent', 'grant_type_known', 'grant_type_registered'],
  userinfo: [...RECEIVED, 'token_placed', 'token_presented', 'token_works', 'token_for_us', 'token_key', 'token_scope'],
  pushed_authorization_request: [
    ...RECEIVED,
    ...PROOF,
    ...AUTHENTICATION,
    'reference_inside',
    'object_signed',
    'object_good',
    'one_dpop_key',
    'dpop_first_use',
    'pushed_redirect_uri',
    'request_signed',
    ...JUDGED,
    'request_size',
    'requests_left',
  ],
  device_authorization: [
    ...RECEIVED,
    ...AUTHENTICATION,
    'device_grant_registered',
    'scope_known',
    'scope_registered',
    'resource_readable',
    'resource_known',
    'resource_allowed',
    'requests_left',
  ],
  device_verification: [
    ...RECEIVED,
    'own_form',
    'user_code_readable',
    'password',
    'user_code_attempts',
    'user_code_known',
    'consent',
  ],
  end_session: [
    ...RECEIVED,
    'logout_one_client',
    'client_known',
    'client_active',
    'logout_client_named',
    'post_logout_uri_registered',
    'own_form',
  ],
  introspection: [...RECEIVED, ...AUTHENTICATION, 'token_sent'],
  revocation: [...RECEIVED, ...AUTHENTICATION, 'token_sent'],
};

/** What the token endpoint looks at besides, by grant type. */
export const GRANT_CHECKS_IN_ORDER: Readonly<Record<string, readonly FlowCheckName[]>> = {
  authorization_code: [
    'code_sent',
    'verifier_readable',
    'code_known',
    'code_owner',
    'code_unused',
    'code_fresh',
    'code_redirect_uri',
    'verifier_sent',
    'verifier_expected',
    'dpop_key',
    ...RESOURCES,
    'verifier_matches',
    'grant_alive',
  ],
  refresh_token: [
    'refresh_token_sent',
    'refresh_token_known',
    'refresh_token_owner',
    'dpop_key',
    'grant_alive',
    'refresh_token_unused',
    'refresh_token_fresh',
    'scope_known',
    'scope_granted',
    ...RESOURCES,
  ],
  'urn:ietf:params:oauth:grant-type:device_code': [
    'device_code_sent',
    'device_code_known',
    'device_code_owner',
    ...RESOURCES,
    'device_code_fresh',
    'device_poll_pace',
    'device_answered',
    'device_allowed',
    'device_code_unused',
    'grant_alive',
  ],
  client_credentials: ['client_may_act', 'scope_known', 'scope_registered', 'scope_of_client', ...RESOURCES],
  password: ['username_sent', 'scope_known', 'scope_registered', 'user_jwt_readable', 'user_jwt_signed', 'user_jwt_first_use'],
};

const BY_REFUSAL: ReadonlyMap<string, FlowCheckName> = new Map(
  (Object.entries(FLOW_CHECKS) as [FlowCheckName, FlowCheck][]).flatMap(([name, { refusals }]) =>
    refusals.map((refusal) => [refusal, name] as const),
  ),
);

// A text that ends with `*` stands for all that begin like it.
const BY_BEGINNING: readonly (readonly [string, FlowCheckName])[] = [...BY_REFUSAL].flatMap(([refusal, name]) =>
  refusal.endsWith('*') ? [[refusal.slice(0, -1), name] as const] : [],
);

/** The check that a refusal means (see `FlowCheck.refusals`); `unnamed` for one that none names. */
export function checkOfRefusal(refusal: string): FlowCheckName {
  // Its description holds the request id.
  if (refusal.startsWith('server_error:')) return 'server';
  return BY_REFUSAL.get(refusal) ?? BY_BEGINNING.find(([beginning]) => refusal.startsWith(beginning))?.[1] ?? 'unnamed';
}

/** Whether a name is that of a check; a trace of another version may hold others. */
export function isFlowCheck(name: string): name is FlowCheckName {
  return Object.hasOwn(FLOW_CHECKS, name);
}
