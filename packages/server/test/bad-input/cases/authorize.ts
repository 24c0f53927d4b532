import { BAD_ENCODINGS, type BadCase, FORM, PROTOTYPE_NAMES } from '../bad-case.ts';

const ASK = 'client_id={client}&redirect_uri={redirect}&response_type=code';
const SESSION = 'Cookie: {session}';

function asked(title: string, query: string, refusal: Pick<BadCase, 'status' | 'page' | 'redirect'>): BadCase[] {
  const target = `/oauth2/authorize?${query}`;
  const post = { method: 'POST', target, headers: [...FORM, SESSION], body: 'step=allow&csrf_token={csrf}', ...refusal };
  return [
    { title: `authorize, GET: ${title}`, target, headers: [SESSION], ...refusal },
    { title: `authorize, POST: ${title}`, ...post },
  ];
}

const page = (words: string): Pick<BadCase, 'status' | 'page'> => ({ status: 400, page: words });
const back = (error: string): Pick<BadCase, 'status' | 'redirect'> => ({ status: 303, redirect: error });
const UNKNOWN = page('Unknown application');
const MISMATCH = page('The return address is not registered');
const MALFORMED = page('The request could not be understood');

const clients: BadCase[] = [
  ...asked('no parameters', '', page('did not say who it is')),
  ...asked('no client_id', 'redirect_uri={redirect}&response_type=code', page('did not say who it is')),
  ...asked('empty client_id', 'client_id=&redirect_uri={redirect}&response_type=code', page('did not say who it is')),
  ...asked('client_id twice', `${ASK}&client_id={client}`, page('A parameter was sent twice')),
  ...[
    '0',
    '-1',
    '01',
    '%2B{client}',
    '%20{client}',
    '{client}%00',
    '1.0',
    '1e0',
    '0x1',
    '99999999999999999999',
    'abc',
    '__proto__',
    '%EF%BC%91',
    '{fill:3000}',
  ].map(
    (id): BadCase => ({
      title: `authorize, GET: client_id=${id}`,
      target: `/oauth2/authorize?client_id=${id}&redirect_uri={redirect}&response_type=code`,
      headers: [SESSION],
      ...UNKNOWN,
    }),
  ),
];

const redirects: BadCase[] = [
  ...asked('no redirect_uri', 'client_id={client}&response_type=code', page('did not say where to return to')),
  ...asked('redirect_uri twice', `${ASK}&redirect_uri={redirect}`, page('A parameter was sent twice')),
  ...[
    '{redirect}%2F',
    '{redirect}%3Fa=1',
    '{redirect}%23x',
    '{redirect}%00',
    '%20{redirect}',
    '{redirect}%0D%0ALocation:%20http://evil.example',
    'HTTP%3A%2F%2Fclient.example%2Fcallback',
    'http%3A%2F%2Fclient.example%3A80%2Fcallback',
    'http%3A%2F%2Fclient.example%40evil.example%2Fcallback',
    'http%3A%2F%2Fclient.example%5C%40evil.example',
    '%2F%2Fclient.example%2Fcallback',
    'javascript%3Aalert(1)',
    'data%3Atext%2Fhtml%2Chi',
    'http%3A%2F%2Fclient.example%2Fx%2F..%2Fcallback',
    '__proto__',
    '{fill:3000}',
  ].map(
    (uri): BadCase => ({
      title: `authorize, GET: redirect_uri=${uri}`,
      target: `/oauth2/authorize?client_id={client}&redirect_uri=${uri}&response_type=code`,
      headers: [SESSION],
      ...MISMATCH,
    }),
  ),
];

const later: BadCase[] = [
  ...asked('no response_type', 'client_id={client}&redirect_uri={redirect}&state={marker}', back('invalid_request')),
  ...asked('response_type twice', `${ASK}&response_type=code`, back('invalid_request')),
  ...asked('state twice', `${ASK}&state=1&state=1`, back('invalid_request')),
  ...asked('an unknown parameter twice', `${ASK}&x=1&x=2`, back('invalid_request')),
  ...asked(
    'response_type=token',
    'client_id={client}&redirect_uri={redirect}&response_type=token',
    back('unsupported_response_type'),
  ),
  ...asked(
    'response_type=constructor',
    'client_id={client}&redirect_uri={redirect}&response_type=constructor',
    back('unsupported_response_type'),
  ),
  ...asked(
    'response_type=code%00',
    'client_id={client}&redirect_uri={redirect}&response_type=code%00',
    back('unsupported_response_type'),
  ),
  ...asked('response_mode=fragment', `${ASK}&response_mode=fragment`, back('invalid_request')),
  ...asked('a request object', `${ASK}&request=e30.e30.`, page('The request is not signed by the application')),
  ...asked('a request_uri', `${ASK}&request_uri=http%3A%2F%2F127.0.0.1%3A1%2F`, back('request_uri_not_supported')),
  ...[
    '{marker}',
    '%20',
    'user:read%20%20role:read',
    'user:read%09',
    '%22%22',
    'all:all%00',
    '__proto__',
    'USER:READ',
    '{fill:2000}',
  ].flatMap((scope) => asked(`scope=${scope}`, `${ASK}&scope=${scope}`, back('invalid_scope'))),
  ...[
    'code_challenge={fill:43}',
    'code_challenge={fill:43}&code_challenge_method=plain',
    'code_challenge={fill:43}&code_challenge_method=s256',
    'code_challenge={fill:42}&code_challenge_method=S256',
    'code_challenge={fill:44}&code_challenge_method=S256',
    'code_challenge={fill:42}%3D&code_challenge_method=S256',
    'code_challenge={fill:42}%00&code_challenge_method=S256',
    'code_challenge_method=S256',
    'nonce={fill:513}',
  ].flatMap((parameters) => asked(parameters, `${ASK}&${parameters}`, back('invalid_request'))),
];

const encodings: BadCase[] = BAD_ENCODINGS.flatMap((bytes) => [
  ...asked(`state=${bytes}`, `${ASK}&state=${bytes}`, MALFORMED),
  ...asked(`the name ${bytes}`, `${ASK}&${bytes}=1`, MALFORMED),
]);

const steps: BadCase[] = [...PROTOTYPE_NAMES, '', '{marker}', 'ALLOW', 'allow%00', 'allow%20'].map((step) => ({
  title: `authorize, POST: step=${step}`,
  method: 'POST',
  target: `/oauth2/authorize?${ASK}`,
  headers: [...FORM, SESSION],
  body: `step=${step}&csrf_token={csrf}`,
  ...MALFORMED,
}));

/** Authorization requests, and the forms of their pages. */
export const AUTHORIZE_CASES: readonly BadCase[] = [...clients, ...redirects, ...later, ...encodings, ...steps];
