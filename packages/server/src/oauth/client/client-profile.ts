import { coversScopes, parseScope } from '../scope.ts';
import type { Client, ClientAuthenticationMethod, ClientRight, GrantType } from './client.ts';
import type { ClientProblem } from './client-problem.ts';
import { metadataProblems } from './metadata/client-metadata-problems.ts';
import { checkRedirectUri } from './redirect-uri-registration.ts';

/** The part of a client that a draft describes, checked as a whole. */
export type ClientProfile = Pick<
  Client,
  | 'fullname'
  | 'status'
  | 'redirectUris'
  | 'owner'
  | 'grantTypes'
  | 'scope'
  | 'defaultScope'
  | 'authenticationMethod'
  | 'requirePkce'
  | 'consent'
  | 'refuseJwtReplay'
  | 'refreshGraceSeconds'
  | 'rights'
  | 'metadata'
>;

/** The name of a member on the wire and in documents. */
export function wireName(member: keyof ClientProfile): string {
  if (member === 'authenticationMethod') return 'token_endpoint_auth_method';
  return member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Every grant a client may be given. */
export const GRANT_TYPES: readonly GrantType[] = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:device_code',
  'password',
];

/** Every authentication method a client may be given. */
export const AUTHENTICATION_METHODS: readonly ClientAuthenticationMethod[] = [
  'client_jwt',
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
  'none',
];

/** Every right a client may be given. */
export const CLIENT_RIGHTS: readonly ClientRight[] = ['users', 'check_password', 'create_clients'];

const MAXIMUM_NAME = 128;
const MAXIMUM_REDIRECT_URIS = 50;
const MAXIMUM_GRACE_SECONDS = 10;

/** Everything that is wrong with a profile; what is allowed but unwise is added to `warnings`. */
export function profileProblems(profile: ClientProfile, warnings: string[]): readonly ClientProblem[] {
  return [
    ...checkName(profile.fullname),
    ...checkRedirectUris(profile, warnings),
    ...checkLists(profile),
    ...checkScopes(profile),
    ...checkGrace(profile.refreshGraceSeconds),
    ...metadataProblems(profile, warnings),
  ];
}

function checkName(fullname: string): ClientProblem[] {
  const length = [...fullname].length;
  if (length < 1 || length > MAXIMUM_NAME) return [{ member: 'fullname', reason: `must have 1 to ${MAXIMUM_NAME} characters` }];
  const invisible =
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u.test(fullname) || !fullname.isWellFormed();
  if (invisible || fullname.trim() !== fullname) {
    return [{ member: 'fullname', reason: 'must not begin or end with a space or hold control or direction characters' }];
  }
  return [];
}

function checkRedirectUris(profile: ClientProfile, warnings: string[]): ClientProblem[] {
  const { redirectUris } = profile;
  const problems: ClientProblem[] = [];
  if (redirectUris.length > MAXIMUM_REDIRECT_URIS)
    return [{ member: 'redirect_uris', reason: `must be at most ${MAXIMUM_REDIRECT_URIS}` }];
  for (const [index, uri] of redirectUris.entries()) {
    const member = `redirect_uris[${index}]`;
    const verdict = checkRedirectUri(uri, { public: profile.authenticationMethod === 'none' });
    if (verdict.kind === 'refused') problems.push({ member, reason: verdict.reason });
    else if (redirectUris.indexOf(uri) !== index) problems.push({ member, reason: 'is listed twice' });
    else if (verdict.warning !== undefined) warnings.push(`${uri}: ${verdict.warning}`);
  }
  return problems;
}

function checkLists(profile: ClientProfile): ClientProblem[] {
  const problems: ClientProblem[] = [];
  const methods: readonly unknown[] = [...AUTHENTICATION_METHODS, null];
  if (!profile.grantTypes.every((type) => GRANT_TYPES.includes(type)))
    problems.push({ member: 'grant_types', reason: `must be of ${GRANT_TYPES.join(', ')}` });
  if (profile.grantTypes.length === 0) problems.push({ member: 'grant_types', reason: 'must name at least one' });
  if (profile.authenticationMethod === 'none' && profile.grantTypes.includes('client_credentials')) {
    // RFC 6749 §4.4: only a client that proves who it is may act for itself.
    problems.push({ member: 'grant_types', reason: 'client_credentials cannot be given to a public client' });
  }
  if (!profile.rights.every((right) => CLIENT_RIGHTS.includes(right)))
    problems.push({ member: 'rights', reason: `must be of ${CLIENT_RIGHTS.join(', ')}` });
  if (!methods.includes(profile.authenticationMethod)) {
    problems.push({ member: 'token_endpoint_auth_method', reason: `must be one of ${AUTHENTICATION_METHODS.join(', ')}` });
  }
  if (profile.authenticationMethod === 'none' && profile.rights.length > 0) {
    problems.push({ member: 'rights', reason: 'cannot be given to a public client, which cannot prove who it is' });
  }
  return problems;
}

function checkScopes(profile: ClientProfile): ClientProblem[] {
  const problems: ClientProblem[] = [];
  const scope = profile.scope === null ? null : parseScope(profile.scope);
  const defaultScope = profile.defaultScope === null ? null : parseScope(profile.defaultScope);
  const reason = 'must be known scopes separated by single spaces';
  if (scope === undefined) problems.push({ member: 'scope', reason });
  if (defaultScope === undefined) problems.push({ member: 'default_scope', reason });
  if (scope && defaultScope && !coversScopes(scope, defaultScope)) {
    problems.push({ member: 'default_scope', reason: 'must not ask for more than scope allows' });
  }
  return problems;
}

function checkGrace(seconds: number): ClientProblem[] {
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= MAXIMUM_GRACE_SECONDS) return [];
  return [{ member: 'refresh_grace_seconds', reason: `must be a whole number from 0 to ${MAXIMUM_GRACE_SECONDS}` }];
}
