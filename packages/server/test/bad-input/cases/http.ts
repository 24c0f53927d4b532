import { type BadCase, FORM, GRANT, INVALID_REQUEST } from '../bad-case.ts';

const ALLOWED: Readonly<Record<string, string>> = {
  '/': 'GET',
  '/livez': 'GET',
  '/readyz': 'GET',
  '/healthz': 'GET',
  '/oauth2/authorize': 'GET, POST',
  '/oauth2/token': 'POST, DELETE',
  '/oauth2/expire': 'GET',
  '/api2/user': 'GET',
  '/sign-in': 'GET, POST',
  '/sign-out': 'GET, POST',
  '/auth/login': 'GET',
  '/auth/logout': 'GET',
  '/account': 'GET',
  '/account/password': 'POST',
  '/account/sessions/end': 'POST',
  '/account/sessions/end-others': 'POST',
  '/account/applications/withdraw': 'POST',
  '/account/secret': 'POST',
  '/setup': 'GET, POST',
  '/setup/done': 'GET',
  '/setup/try': 'POST',
};
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];

// Pages of any origin may call it, and browsers ask first.
const isPreflight = (method: string, target: string): boolean => method === 'OPTIONS' && target === '/oauth2/token';

const methods: BadCase[] = Object.entries(ALLOWED).flatMap(([target, allow]) =>
  METHODS.filter((method) => !allow.split(', ').includes(method) && !isPreflight(method, target)).map((method) => ({
    title: `RFC 9110 §15.5.6: ${method} ${target} is 405 with Allow`,
    method,
    target,
    status: 405,
    allow,
  })),
);

const methodsWithBodies: BadCase[] = ['/account', '/oauth2/authorize', '/oauth2/token', '/sign-in'].map((target) => ({
  title: `RFC 9110 §15.5.6: PUT ${target} with JSON is 405 too`,
  method: 'PUT',
  target,
  headers: ['Content-Type: application/json'],
  body: '{}',
  status: 405,
}));

const mediaTypes: BadCase[] = [
  '',
  'application/json',
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded; charset=gbk',
  'application/x-www-form-urlencodedx',
  '{marker}',
  '__proto__',
  ';',
  'application/x-www-form-urlencoded, application/json',
].map((type) => ({
  title: `token: the media type ${type}`,
  method: 'POST',
  target: '/oauth2/token',
  headers: ['Authorization: Basic {basic}', ...(type === '' ? [] : [`Content-Type: ${type}`])],
  body: GRANT,
  ...INVALID_REQUEST,
}));

function tokenBody(title: string, request: Partial<BadCase>): BadCase {
  const headers = ['Authorization: Basic {basic}', ...FORM, ...(request.headers ?? [])];
  return { title: `token: ${title}`, method: 'POST', target: '/oauth2/token', ...INVALID_REQUEST, ...request, headers };
}

const bodies: BadCase[] = [
  tokenBody('a gzip body', {
    headers: ['Content-Encoding: gzip'],
    body: Buffer.from('1f8b08000000000000034b040043beb7e801000000', 'hex'),
  }),
  tokenBody('a body that says br', { headers: ['Content-Encoding: br'], body: GRANT }),
  tokenBody('bytes that are not UTF-8', { body: Buffer.from([0x61, 0x3d, 0xff, 0xfe]) }),
  tokenBody('UTF-16', { body: Buffer.from('grant_type=authorization_code', 'utf16le') }),
  tokenBody('a byte order mark first', { body: `\uFEFF${GRANT}` }),
  tokenBody('JSON under the media type of a form', { body: '{"grant_type":"authorization_code","code":"{code}"}' }),
  tokenBody('XML', { body: '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>' }),
  tokenBody('64 KiB and one byte', { body: 'x={fill:65535}', status: 413 }),
  tokenBody('64 KiB and one byte announced', { headers: ['Content-Length: 65537'], body: '', status: 413 }),
  tokenBody('a body announced as huge', { headers: ['Content-Length: 99999999999'], body: '', status: 413 }),
  tokenBody('chunks of more than 64 KiB', {
    headers: ['Transfer-Encoding: chunked'],
    body: '11000\r\n{fill:69632}\r\n0\r\n\r\n',
    status: 413,
  }),
  tokenBody('chunks that hold no grant_type', { headers: ['Transfer-Encoding: chunked'], body: '5\r\nx=abc\r\n0\r\n\r\n' }),
];

const refused = { status: 400, error: 'invalid_request' };
const paths: BadCase[] = [
  ...[
    '//oauth2/token',
    '/oauth2//token',
    '/oauth2/token;a=1',
    '/oauth2;/token',
    '/oauth2%2ftoken',
    '/oauth2%2Ftoken',
    '/oauth2/./token',
    '/oauth2/../oauth2/token',
    '/oauth2/%2e%2e/oauth2/token',
    '/oauth2/token%00',
    '/oauth2/token%zz',
    '/oauth2/token%',
    '/oauth2\\token',
    '/oauth2/token/..',
    '/oauth2/x/%2E%2E/token',
    '/oauth2%5ctoken',
    '/oauth2/token#x',
  ].map(
    (path): BadCase => ({
      title: `path: ${path}`,
      method: 'POST',
      target: `${path}?${GRANT}`,
      headers: ['Authencation: Client {jwt}'],
      ...refused,
    }),
  ),
  {
    title: 'path: absolute form',
    method: 'POST',
    target: `http://evil.example/oauth2/token?${GRANT}`,
    headers: ['Authencation: Client {jwt}'],
    ...refused,
  },
  { title: 'path: asterisk form', method: 'OPTIONS', target: '*', ...refused },
  { title: 'path: no slash first', method: 'POST', target: `oauth2/token?${GRANT}`, ...refused, platform: true },
  ...[
    '/OAuth2/token',
    '/oauth2/Token',
    '/oauth2/token/',
    '/oauth2/toke%6E',
    '/__proto__',
    '/constructor',
    '/assets/../../package.json'.replace('/../..', '/none'),
    '/{marker}',
    '/oauth2',
    '/assets/',
    '/.env',
    '/%F0%9F%98%80',
  ].map(
    (path): BadCase => ({
      title: `path: ${path}`,
      method: 'POST',
      target: `${path}?${GRANT}`,
      headers: ['Authencation: Client {jwt}'],
      status: 404,
      page: 'This page does not exist',
    }),
  ),
];

const limits: BadCase[] = [
  {
    title: 'limit: a URL of more than 8 KiB at the token endpoint',
    method: 'POST',
    target: `/oauth2/token?${GRANT}&x={fill:8192}`,
    headers: ['Authencation: Client {jwt}'],
    status: 414,
    error: 'invalid_request',
  },
  {
    title: 'limit: a URL of more than 8 KiB at authorize',
    target: '/oauth2/authorize?client_id={client}&state={fill:8192}',
    status: 414,
    error: 'invalid_request',
  },
  {
    title: 'limit: headers of more than 16 KiB',
    method: 'POST',
    target: `/oauth2/token?${GRANT}`,
    headers: ['Authencation: Client {jwt}', 'X-A: {fill:16384}'],
    status: 431,
    error: 'invalid_request',
  },
  {
    title: 'limit: a cookie of more than 16 KiB',
    target: '/account',
    headers: ['Cookie: hufu_session={fill:16384}'],
    status: 431,
    error: 'invalid_request',
  },
  {
    title: 'limit: three hundred headers',
    target: '/account',
    headers: Array.from({ length: 300 }, (_, index) => `X-${index}: {fill:60}`),
    status: 431,
    error: 'invalid_request',
  },
  {
    title: 'limit: headers beyond what the parser reads',
    target: '/account',
    headers: ['X-A: {fill:120000}'],
    status: 431,
    platform: true,
  },
];

const HOST = 'Host: 127.0.0.1';
const raw: readonly (readonly [string, string | Buffer])[] = [
  ['bytes above ASCII in the request line', Buffer.from(`GET /sign-in?x=\xe4\xbd\xa0 HTTP/1.1\r\n${HOST}\r\n\r\n`, 'latin1')],
  ['NUL in the request line', `GET /sign\0in HTTP/1.1\r\n${HOST}\r\n\r\n`],
  ['a space in the target', `GET /sign in HTTP/1.1\r\n${HOST}\r\n\r\n`],
  ['no Host', 'GET /livez HTTP/1.1\r\n\r\n'],
  ['a header without a colon', `GET /livez HTTP/1.1\r\n${HOST}\r\nbroken\r\n\r\n`],
  ['a space before the colon', `GET /livez HTTP/1.1\r\n${HOST}\r\nX-A : 1\r\n\r\n`],
  ['a header name with a control character', `GET /livez HTTP/1.1\r\n${HOST}\r\nX\x01A: 1\r\n\r\n`],
  ['a header value with NUL', `GET /livez HTTP/1.1\r\n${HOST}\r\nX-A: 1\0\r\n\r\n`],
  ['two Content-Length that differ', `POST /oauth2/token HTTP/1.1\r\n${HOST}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx`],
  [
    'Content-Length and Transfer-Encoding',
    `POST /oauth2/token HTTP/1.1\r\n${HOST}\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  ],
  ['Content-Length with a sign', `POST /oauth2/token HTTP/1.1\r\n${HOST}\r\nContent-Length: +1\r\n\r\nx`],
  ['Content-Length negative', `POST /oauth2/token HTTP/1.1\r\n${HOST}\r\nContent-Length: -1\r\n\r\n`],
  ['a chunk size that is none', `POST /oauth2/token HTTP/1.1\r\n${HOST}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`],
  [
    'Transfer-Encoding that does not end in chunked',
    `POST /oauth2/token HTTP/1.1\r\n${HOST}\r\nTransfer-Encoding: chunked, gzip\r\n\r\n`,
  ],
  ['only LF', `GET /livez HTTP/1.1\n${HOST}\n\n`],
  ['a folded header', `GET /livez HTTP/1.1\r\n${HOST}\r\nX-A: 1\r\n 2: 3\r\nX-B\r\n\r\n`],
  ['a method in lower case', `get /livez HTTP/1.1\r\n${HOST}\r\n\r\n`],
  ['a method that does not exist', `HUFU /livez HTTP/1.1\r\n${HOST}\r\n\r\n`],
  ['a version that does not exist', `GET /livez HTTP/9.9\r\n${HOST}\r\n\r\n`],
  ['TLS', Buffer.from('16030100c8010000c40303', 'hex')],
  ['garbage', '\x00\xff\x01{marker}\r\n\r\n'],
];

const broken: BadCase[] = raw.map(([title, bytes]) => ({
  title: `wire: ${title}`,
  target: '',
  bytes,
  status: 400,
  platform: true,
}));

/** What is wrong before anything is read of it. */
export const HTTP_CASES: readonly BadCase[] = [
  ...methods,
  ...methodsWithBodies,
  ...mediaTypes,
  ...bodies,
  ...paths,
  ...limits,
  ...broken,
];
