import { CHECKS_IN_ORDER, type FlowCheckName, GRANT_CHECKS_IN_ORDER } from './checks/checks.ts';
import type { FlowTrace } from './flow-trace.ts';

// Made of a person, and only where a form of ours came: said when one failed.
const OF_PEOPLE: ReadonlySet<FlowCheckName> = new Set([
  'own_form',
  'password',
  'same_user',
  'consent',
  'still_allowed',
  'request_size',
  'user_code_readable',
  'user_code_attempts',
  'user_code_known',
]);

// Made of one kind of proof only.
const OF_METHOD: Readonly<Partial<Record<FlowCheckName, RegExp>>> = {
  jwt_header: /^private_key_jwt$/,
  jwt_algorithm: /^private_key_jwt$/,
  jwt_key: /^private_key_jwt$/,
  jwt_private_key: /^private_key_jwt$/,
  jwt_audience: /^private_key_jwt$/,
  jwt_timely: /_jwt$/,
  jwt_signed: /^client_jwt$/,
  jwt_nonce: /_jwt$/,
  jwt_first_use: /_jwt$/,
  secret_right: /^client_secret_/,
  secret_used: /^none$/,
};

// Of a parameter or header that need not be sent.
const OF_PARAMETER: Readonly<Partial<Record<FlowCheckName, string>>> = {
  reference_ours: 'request_uri',
  reference_live: 'request_uri',
  reference_inside: 'request_uri',
  object_signed: 'request',
  object_good: 'request',
  challenge_method: 'code_challenge',
  challenge_readable: 'code_challenge',
  nonce_size: 'nonce',
  registration_parameter: 'registration',
  prompt: 'prompt',
  max_age: 'max_age',
  claims_readable: 'claims',
  acr: 'claims',
  id_token_hint: 'id_token_hint',
  one_subject: 'id_token_hint',
  logout_one_client: 'client_id',
  logout_client_named: 'post_logout_redirect_uri',
  post_logout_uri_registered: 'post_logout_redirect_uri',
  signed_in: 'prompt',
  account_chosen: 'prompt',
  consent_given: 'prompt',
  verifier_readable: 'code_verifier',
  verifier_matches: 'code_verifier',
  dpop_jkt: 'dpop_jkt',
  dpop_once: 'dpop',
  dpop_proof: 'dpop',
  dpop_nonce: 'dpop',
  dpop_first_use: 'dpop',
  dpop_key: 'dpop',
  resource_readable: 'resource',
  resource_known: 'resource',
  resource_allowed: 'resource',
  resource_granted: 'resource',
  one_resource_server: 'resource',
};

/** The checks that a request passed, in the order in which they are made: those before the one that failed, else all. */
export function passedChecks({ endpoint, failed, detail }: FlowTrace): FlowCheckName[] {
  const named = (name: string): string => detail.received.find((one) => one.name === name && one.in !== 'header')?.value ?? '';
  const grantType = endpoint === 'token' ? named('grant_type') : '';
  const ofGrant = Object.hasOwn(GRANT_CHECKS_IN_ORDER, grantType) ? (GRANT_CHECKS_IN_ORDER[grantType] ?? []) : [];
  const order = [...CHECKS_IN_ORDER[endpoint], ...ofGrant];
  const end = failed === null ? order.length : (order as readonly string[]).indexOf(failed);
  const sent = new Set(detail.received.map(({ name }) => name));
  return order.slice(0, Math.max(0, end)).filter((name) => {
    const parameter = OF_PARAMETER[name];
    if (OF_PEOPLE.has(name) || (parameter !== undefined && !sent.has(parameter))) return false;
    return OF_METHOD[name]?.test(detail.authentication ?? '') ?? true;
  });
}
