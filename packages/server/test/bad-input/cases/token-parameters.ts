import {
  BAD_ENCODINGS,
  type BadCase,
  FORM,
  GRANT,
  INVALID_CLIENT,
  INVALID_GRANT,
  INVALID_REQUEST,
  inBody,
  inBoth,
  inQuery,
  PROTOTYPE_NAMES,
  REFRESH,
} from '../bad-case.ts';

const UNSUPPORTED = { status: 400, error: 'unsupported_grant_type' };
const INVALID_SCOPE = { status: 400, error: 'invalid_scope' };

const repeated: BadCase[] = [
  'grant_type',
  'code',
  'redirect_uri',
  'scope',
  'code_verifier',
  'client_id',
  'state',
  'unknown',
  '__proto__',
].flatMap((name) => [
  ...inBoth(`${name} twice, equal`, `${GRANT}&${name}=1&${name}=1`, INVALID_REQUEST),
  ...inBoth(`${name} twice, one of them empty`, `${GRANT}&${name}=&${name}=2`, INVALID_REQUEST),
]);

const missing: BadCase[] = [
  ...inBoth('no grant_type', 'code={code}&redirect_uri={redirect}', INVALID_REQUEST),
  ...inBoth('empty grant_type', 'grant_type=&code={code}&redirect_uri={redirect}', INVALID_REQUEST),
  ...inBoth('no code', 'grant_type=authorization_code&redirect_uri={redirect}', INVALID_REQUEST),
  ...inBoth('empty code', 'grant_type=authorization_code&code=&redirect_uri={redirect}', INVALID_REQUEST),
  ...inBoth('no redirect_uri', 'grant_type=authorization_code&code={code}', INVALID_GRANT),
  ...inBoth('empty redirect_uri', 'grant_type=authorization_code&code={code}&redirect_uri=', INVALID_GRANT),
  ...inBoth('no refresh_token', 'grant_type=refresh_token', INVALID_REQUEST),
  ...inBoth('empty refresh_token', 'grant_type=refresh_token&refresh_token=', INVALID_REQUEST),
  ...inBoth('nothing but ampersands', '&&&', INVALID_REQUEST),
  ...inBoth('names in upper case', 'GRANT_TYPE=authorization_code&CODE={code}', INVALID_REQUEST),
  ...inBoth('an array by brackets', 'grant_type[]=authorization_code&code[]={code}', INVALID_REQUEST),
];

const otherGrants = [
  'AUTHORIZATION_CODE',
  'authorization_code%20',
  'authorization_code%00',
  'implicit',
  'CLIENT_CREDENTIALS',
  '{marker}',
  '0',
  'null',
  '%7B%7D',
];
const grantTypes: BadCase[] = [
  ...[...PROTOTYPE_NAMES, ...otherGrants].flatMap((value) =>
    inBoth(`grant_type=${value}`, `grant_type=${value}&code={code}&redirect_uri={redirect}`, UNSUPPORTED),
  ),
  ...inBoth('a grant the client was not given', 'grant_type=password&username={marker}&password={marker}', {
    status: 400,
    error: 'unauthorized_client',
  }),
];

const badCodes = [
  '{marker}',
  'hfc_',
  '{code~}',
  '{code}0',
  '{code}%00',
  '{code}%20',
  '+{code}',
  'HFC_0',
  '{access}',
  '{refresh}',
  '__proto__',
  '%F0%9F%98%80',
  '{fill:4000}',
];
const codes: BadCase[] = badCodes.flatMap((value) => [
  ...inBoth(`code=${value}`, `grant_type=authorization_code&code=${value}&redirect_uri={redirect}`, INVALID_GRANT),
]);

const redirects = [
  '{marker}',
  '{redirect}%2F',
  '{redirect}%00',
  '{redirect}%20',
  '%20{redirect}',
  'HTTP%3A%2F%2Fclient.example%2Fcallback',
  '{redirect}%23',
];
const redirectUris: BadCase[] = redirects.map((value) =>
  inBody(`redirect_uri=${value}`, `grant_type=authorization_code&code={code}&redirect_uri=${value}`, INVALID_GRANT),
);

const verifiers: BadCase[] = [
  inBody('a verifier of 42 characters', `${GRANT}&code_verifier={fill:42}`, INVALID_REQUEST),
  inBody('a verifier of 129 characters', `${GRANT}&code_verifier={fill:129}`, INVALID_REQUEST),
  inBody('a verifier with a space', `${GRANT}&code_verifier={fill:43}%20`, INVALID_REQUEST),
  inBody('a verifier with NUL', `${GRANT}&code_verifier={fill:43}%00`, INVALID_REQUEST),
  inBody('a verifier with a newline', `${GRANT}&code_verifier={fill:43}%0A`, INVALID_REQUEST),
  inBody('a verifier of emoji', `${GRANT}&code_verifier=%F0%9F%98%80`, INVALID_REQUEST),
  inBody('a verifier for a code without a challenge', `${GRANT}&code_verifier={fill:43}`, INVALID_GRANT),
];

const encodings: BadCase[] = BAD_ENCODINGS.flatMap((bytes) => [
  ...inBoth(`the value ${bytes}`, `${GRANT}&state=${bytes}`, INVALID_REQUEST),
  ...inBoth(`the name ${bytes}`, `${GRANT}&${bytes}=1`, INVALID_REQUEST),
]);

const prototypes: BadCase[] = PROTOTYPE_NAMES.flatMap((name) => [
  ...inBoth(`the only parameter is ${name}`, `${name}=authorization_code`, INVALID_REQUEST),
  inBody(`${name}[grant_type]`, `${name}[grant_type]=authorization_code&code={code}`, INVALID_REQUEST),
]);

const badRefreshTokens = [
  '{marker}',
  'hfr_',
  '{refresh~}',
  '{refresh}0',
  '{refresh}%00',
  '%20{refresh}',
  '{access}',
  '{code}',
  '__proto__',
  '{fill:4000}',
];
const badScopes = [
  '{marker}',
  'user:read%20%20role:read',
  '%20user:read',
  'user:read%20',
  'user:read%09role:read',
  'all:all%00',
  'ALL:ALL',
  'user',
  'user:read,role:read',
  '%22',
  '%C3%A9',
  '{fill:2000}',
  '__proto__',
  'openid',
  'all:all%20offline_access',
  '*',
  '%20',
];
const refreshes: BadCase[] = [
  ...badRefreshTokens.flatMap((value) =>
    inBoth(`refresh_token=${value}`, `grant_type=refresh_token&refresh_token=${value}`, INVALID_GRANT),
  ),
  ...badScopes.flatMap((value) => inBoth(`a refresh with scope=${value}`, `${REFRESH}&scope=${value}`, INVALID_SCOPE)),
];

const known = ['grant_type', 'code', 'redirect_uri', 'refresh_token', 'scope', 'code_verifier', 'client_id', 'username'];
const bothPlaces: BadCase[] = known.map((name) => ({
  ...inQuery(`${name} in the query and in the body`, GRANT.includes(`${name}=`) ? GRANT : `${GRANT}&${name}=1`, INVALID_REQUEST),
  headers: ['Authencation: Client {jwt}', ...FORM],
  body: `${name}=1`,
}));

const misplaced: BadCase[] = [
  {
    title: 'token, form: everything in the query of a Basic client',
    method: 'POST',
    target: `/oauth2/token?${GRANT}`,
    headers: ['Authorization: Basic {basic}'],
    ...INVALID_REQUEST,
  },
  {
    title: 'token, form: the secret in the query',
    method: 'POST',
    target: `/oauth2/token?${GRANT}&client_id={client}&client_secret={secret}`,
    ...INVALID_CLIENT,
  },
  {
    title: 'token, form: credentials in the query, the rest in the body',
    method: 'POST',
    target: '/oauth2/token?client_id={client}&client_secret={secret}',
    headers: FORM,
    body: GRANT,
    ...INVALID_CLIENT,
  },
  {
    title: 'token, tally: a body beside the query',
    method: 'POST',
    target: `/oauth2/token?${GRANT}`,
    headers: ['Authencation: Client {jwt}', ...FORM],
    body: 'x=1',
    ...INVALID_REQUEST,
  },
  inQuery('201 parameters', `${GRANT}&{many:201}`, INVALID_REQUEST),
  inBody('201 parameters', `${GRANT}&{many:201}`, INVALID_REQUEST),
];

/** Parameters of the token endpoint, in both dialects. */
export const TOKEN_PARAMETER_CASES: readonly BadCase[] = [
  ...repeated,
  ...missing,
  ...grantTypes,
  ...codes,
  ...redirectUris,
  ...verifiers,
  ...encodings,
  ...prototypes,
  ...refreshes,
  ...bothPlaces,
  ...misplaced,
];
