import { BAD_ENCODINGS, type BadCase, FORM } from '../bad-case.ts';

interface FormRoute {
  readonly path: string;
  /** A complete form, but for what would make it succeed. */
  readonly body: string;
  readonly cookie: string;
  /** What a form of someone else gets. */
  readonly foreign: Pick<BadCase, 'status' | 'page'>;
}

const SIGNED_IN = 'csrf_token={csrf}';
const STRANGER = 'csrf_token={anoncsrf}';
const FORBIDDEN = { status: 403, page: 'no longer valid' };
const FOREIGN = { status: 403, page: 'did not come from this page' };
const ROUTES: readonly FormRoute[] = [
  {
    path: '/sign-in',
    body: `${STRANGER}&username={user}&password={marker}`,
    cookie: '{anon}',
    foreign: { status: 200, page: 'open for too long' },
  },
  {
    path: '/setup',
    body: `${STRANGER}&token={marker}&username=root&password={marker}`,
    cookie: '{anon}',
    foreign: { status: 200, page: 'open for too long' },
  },
  { path: '/sign-out', body: SIGNED_IN, cookie: '{session}', foreign: FORBIDDEN },
  { path: '/account/password', body: `${SIGNED_IN}&current_password={marker}`, cookie: '{session}', foreign: FOREIGN },
  { path: '/account/sessions/end', body: `${SIGNED_IN}&session_id={marker}`, cookie: '{session}', foreign: FOREIGN },
  { path: '/account/sessions/end-others', body: SIGNED_IN, cookie: '{session}', foreign: FOREIGN },
  { path: '/account/applications/withdraw', body: `${SIGNED_IN}&client_id={marker}`, cookie: '{session}', foreign: FOREIGN },
  { path: '/account/secret', body: SIGNED_IN, cookie: '{session}', foreign: FOREIGN },
  {
    path: '/oauth2/device',
    body: `${SIGNED_IN}&step=code&user_code=AEIOU`,
    cookie: '{session}',
    foreign: { status: 200, page: 'open for too long' },
  },
  {
    path: '/oauth2/device?user_code=BCDF-GHJK',
    body: `${SIGNED_IN}&step=allow`,
    cookie: '{session}',
    foreign: { status: 200, page: 'open for too long' },
  },
  {
    path: '/oauth2/authorize?client_id={client}&redirect_uri={redirect}&response_type=code&scope=openid',
    body: `${SIGNED_IN}&step=allow`,
    cookie: '{session}',
    foreign: { status: 200, page: 'value="allow"' },
  },
];

function post(route: FormRoute, title: string, request: Partial<BadCase> & Pick<BadCase, 'status'>): BadCase {
  const headers = [...FORM, `Cookie: ${route.cookie}`];
  return {
    title: `form ${route.path.split('?')[0]}: ${title}`,
    method: 'POST',
    target: route.path,
    headers,
    body: route.body,
    ...request,
  };
}

const MALFORMED = { status: 400, page: 'could not be understood' };

function refusals(route: FormRoute): BadCase[] {
  const cookie = `Cookie: ${route.cookie}`;
  const media = (type: string): Partial<BadCase> => ({ headers: [`Content-Type: ${type}`, cookie] });
  return [
    ...BAD_ENCODINGS.slice(0, 6).map((bytes) =>
      post(route, `a value ${bytes}`, { body: `${route.body}&x=${bytes}`, ...MALFORMED }),
    ),
    post(route, 'bytes that are not UTF-8', { body: Buffer.from([0x61, 0x3d, 0xff]), ...MALFORMED }),
    post(route, 'gzip', {
      body: Buffer.from('1f8b08000000000000034b040043beb7e801000000', 'hex'),
      headers: [...FORM, 'Content-Encoding: gzip', cookie],
      ...MALFORMED,
    }),
    post(route, 'a field twice', { body: `${route.body}&csrf_token={csrf}`, status: 400, page: 'A parameter was sent twice' }),
    post(route, 'a field twice under __proto__', {
      body: `${route.body}&__proto__=1&__proto__=2`,
      status: 400,
      page: 'A parameter was sent twice',
    }),
    post(route, '201 fields', { body: `${route.body}&{many:201}`, ...MALFORMED }),
    post(route, 'a charset that is not UTF-8', { ...media('application/x-www-form-urlencoded; charset=gbk'), ...MALFORMED }),
    post(route, 'JSON', { ...media('application/json'), body: '{"step":"allow"}', status: 415, page: 'unknown format' }),
    post(route, 'multipart', { ...media('multipart/form-data; boundary=x'), status: 415, page: 'unknown format' }),
    post(route, 'text/plain', { ...media('text/plain'), status: 415, page: 'unknown format' }),
    post(route, 'no media type', { headers: [cookie], status: 415, page: 'unknown format' }),
    post(route, 'a media type that is none', { ...media('{marker}'), status: 415, page: 'unknown format' }),
    post(route, '64 KiB and one byte', { body: `x={fill:65535}`, status: 413, page: 'too large' }),
    post(route, 'no CSRF token', { body: route.body.replace(/csrf_token=[^&]*&?/, ''), ...route.foreign }),
    post(route, 'a CSRF token of somebody else', {
      body: route.body.replace(/csrf_token=[^&]*/, 'csrf_token={marker}'),
      ...route.foreign,
    }),
  ];
}

const [signIn, setup] = ROUTES as [FormRoute, FormRoute, ...FormRoute[]];
const device = ROUTES.find(({ path }) => path === '/oauth2/device') as FormRoute;
const values: BadCase[] = [
  ...['%00', '__proto__', 'toString', 'AEIOUAEI', 'BCDF-GHJ', 'BCDFGHJKL', '{fill:30000}', '%F0%9F%98%80'].map((code) =>
    post(device, `user_code=${code}`, {
      body: `${SIGNED_IN}&step=code&user_code=${code}`,
      status: 200,
      page: 'one has eight letters',
    }),
  ),
  ...['', 'approve', 'constructor', '__proto__', '%00'].map((step) =>
    post(device, `step=${step}`, { body: `${SIGNED_IN}&step=${step}&user_code=BCDF-GHJK`, ...MALFORMED }),
  ),

  post(signIn, 'no user name', { body: `${STRANGER}&password={marker}`, status: 200, page: 'Enter your user name' }),
  post(signIn, 'no password', { body: `${STRANGER}&username={user}`, status: 200, page: 'Enter your password' }),
  ...[
    '{marker}',
    '__proto__',
    'constructor',
    '%00',
    '{user}%00',
    '{fill:30000}',
    '%F0%9F%98%80',
    '%22%3E%3Cscript%3E',
    '..%2F..%2Fetc',
  ].map((name) =>
    post(signIn, `username=${name}`, {
      body: `${STRANGER}&username=${name}&password={marker}`,
      status: 200,
      page: 'The user name or the password is wrong',
    }),
  ),
  ...['%00', '{fill:30000}', '%F0%9F%98%80', '__proto__'].map((password) =>
    post(signIn, `password=${password}`, {
      body: `${STRANGER}&username={user}&password=${password}`,
      status: 200,
      page: 'The user name or the password is wrong',
    }),
  ),
  post(signIn, 'the step to change a password without its proof', {
    body: `${STRANGER}&step=change-password&new_password={marker}&new_password_again={marker}`,
    status: 200,
    page: 'open for too long',
  }),
  post(signIn, 'the step to change a password with a made-up proof', {
    body: `${STRANGER}&step=change-password&change_token=99999999999999.{user}.{fill:43}&new_password={marker}`,
    status: 200,
    page: 'open for too long',
  }),
  ...['', '%00', 'hfl_', '__proto__', '{access}', '{fill:4000}'].map((token) =>
    post(setup, `token=${token}`, {
      body: `${STRANGER}&token=${token}&username=root&password={marker}`,
      status: 200,
      page: 'link',
    }),
  ),
];

/** The forms of our own pages. */
export const FORM_CASES: readonly BadCase[] = [...ROUTES.flatMap(refusals), ...values];
