import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeClient, setClient } from '../../support/administration.ts';
import { Browser, type Page } from '../../support/browser.ts';
import { authorizeUrl, redirected, signInAt } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient({ scope: 'user:read role:read' });
});
afterAll(() => server.close());

const ask = (parameters: Record<string, string | undefined>, to: TestClient = client): Promise<Page> =>
  new Browser().get(authorizeUrl(server, to, parameters));

function expectErrorPage(page: Page, words: string): void {
  expect([page.status, page.location]).toEqual([400, null]);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.body.includes(words), page.body).toBe(true);
  expect(page.body).toContain(page.headers.get('x-request-id') ?? 'no request id');
}

describe('RFC 6749 §4.1.2.1: before client and redirect URI are known to belong together, an error page and never a redirect', () => {
  test('contract §1: no client_id', async () => {
    expectErrorPage(await ask({ client_id: undefined }), 'did not say who it is');
  });

  test('contract §1: an unknown client', async () => {
    const page = await ask({ client_id: '4711' });
    expectErrorPage(page, 'Unknown application');
    expect(page.body).toContain('4711');
  });

  test('contract §1: a disabled client', async () => {
    const disabled = await server.addClient({ status: 'disabled' });
    expectErrorPage(await ask({}, disabled), 'This application is disabled');
  });

  test('contract §1: a client that was deleted', async () => {
    const deleted = await server.addClient();
    await removeClient(server, deleted);
    expectErrorPage(await ask({}, deleted), 'Unknown application');
  });

  test('contract §1: no redirect_uri, though only one is registered (OpenID Connect Core §3.1.2.1)', async () => {
    expectErrorPage(await ask({ redirect_uri: undefined }), 'did not say where to return to');
  });

  test('the page for an unregistered redirect URI says what was received and what is registered', async () => {
    const page = await ask({ redirect_uri: 'https://evil.example/callback?a=<b>' });
    expectErrorPage(page, 'The return address is not registered');
    expect(page.body).toContain('https://evil.example/callback?a=&lt;b&gt;');
    expect(page.body).toContain(client.redirectUri);
  });

  test('an error page links nowhere untrusted', async () => {
    const page = await ask({ redirect_uri: 'https://evil.example/callback' });
    const links = [...page.body.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(([, target = '']) => target);
    // What was asked for stays in the links to the same page in another language, as text of their query.
    expect(links.filter((target) => !target.startsWith('/'))).toEqual([]);
    expect(links.filter((target) => target.startsWith('//'))).toEqual([]);
  });

  test('the order of the checks: client before redirect URI, redirect URI before everything else', async () => {
    expectErrorPage(
      await ask({ client_id: '4711', redirect_uri: 'https://evil.example/', response_type: 'x', scope: 'x' }),
      'Unknown application',
    );
    expectErrorPage(
      await ask({ redirect_uri: 'https://evil.example/', response_type: 'x', scope: 'x' }),
      'return address is not registered',
    );
  });

  test('a session changes nothing: an error page is what a signed-in user gets too', async () => {
    const browser = new Browser();
    await signInAt(authorizeUrl(server, client, { scope: 'user:read' }), await server.addUser(), browser);
    expectErrorPage(await browser.get(authorizeUrl(server, client, { redirect_uri: 'https://evil.example/' })), 'return address');
  });

  test('a client that is disabled while its page is open gets no code', async () => {
    const fading = await server.addClient();
    const browser = new Browser();
    const user = await server.addUser();
    const page = await browser.get(authorizeUrl(server, fading));
    await setClient(server, fading, { status: 'disabled' });
    expectErrorPage(await browser.submit(page, { username: user.id, password: user.password }), 'This application is disabled');
  });
});

describe('RFC 6749 §4.1.2.1: every later error is a redirect with error, error_description, state and iss', () => {
  const later: readonly (readonly [string, string, Record<string, string | undefined>])[] = [
    ['no response_type', 'invalid_request', { response_type: undefined }],
    ['an empty response_type, which counts as absent (RFC 6749 §3.1)', 'invalid_request', { response_type: '' }],
    ['RFC 6749 §3.1.1: another response_type', 'unsupported_response_type', { response_type: 'token' }],
    ['a response_type of several values', 'unsupported_response_type', { response_type: 'code id_token' }],
    ['another response_mode', 'invalid_request', { response_mode: 'fragment' }],
    ['RFC 6749 §3.3: an unknown scope', 'invalid_scope', { scope: 'user:read nonsense' }],
    ['contract §2: more than is registered', 'invalid_scope', { scope: 'user:read user:write' }],
    ['contract §2: all:all where only some are registered', 'invalid_scope', { scope: 'all:all' }],
    [
      'RFC 7636 §4.4.1: plain',
      'invalid_request',
      { scope: 'user:read', code_challenge: 'a'.repeat(43), code_challenge_method: 'plain' },
    ],
    ['OpenID Connect Core §6.2: a request_uri', 'request_uri_not_supported', { request_uri: 'https://client.example/r' }],
  ];
  test.each(later)('%s → %s', async (_title, error, parameters) => {
    const page = await ask({ state: 'st/at e', ...parameters });
    expect(page.status).toBe(303);
    expect(page.location?.startsWith(`${client.redirectUri}?`)).toBe(true);
    const answer = Object.fromEntries(redirected(page));
    expect(answer).toEqual({ error, error_description: answer['error_description'], state: 'st/at e', iss: server.issuer });
    expect(answer['error_description']).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
  });

  test('a client without the code grant → unauthorized_client', async () => {
    const other = await server.addClient({ grantTypes: ['password'] });
    expect(redirected(await ask({}, other)).get('error')).toBe('unauthorized_client');
  });

  test('RFC 6749 §3.1: a parameter sent twice → invalid_request, and of two states neither comes back', async () => {
    const twice = await new Browser().get(`${authorizeUrl(server, client, { scope: 'user:read', state: 'a' })}&state=b`);
    expect(redirected(twice).get('error')).toBe('invalid_request');
    expect(redirected(twice).has('state')).toBe(false);
  });

  test('RFC 6749 §3.1: unknown parameters are ignored', async () => {
    const page = await ask({ scope: 'user:read', prompt_me: 'x', __proto__x: 'y', ui_locales: 'xx-yy zz' });
    expect(page.status).toBe(200);
  });

  test('Cancel on the page → access_denied with state and iss', async () => {
    const browser = new Browser();
    const page = await browser.get(authorizeUrl(server, client, { scope: 'user:read', state: 'x y' }));
    const cancelled = await browser.submit(
      page,
      {},
      page.forms.findIndex(({ hidden }) => hidden['step'] === 'cancel'),
    );
    expect(cancelled.status).toBe(303);
    expect(Object.fromEntries(redirected(cancelled))).toMatchObject({ error: 'access_denied', state: 'x y', iss: server.issuer });
  });
});

describe('state (RFC 6749 §4.1.2)', () => {
  const states = [
    'a b',
    'a+b',
    'a%20b',
    '&=?#/',
    '"<>\'',
    '\u4f60\u597d \u{1f600}',
    'x'.repeat(2000),
    '\r\nLocation: http://evil.example/',
    '0',
    'null',
    '\u0000',
  ];
  test.each(states)('contract §1: %j is returned byte for byte, in error and in success', async (state) => {
    const refused = await ask({ state, scope: 'nonsense' });
    expect(redirected(refused).get('state')).toBe(state);
    const allowed = await signInAt(authorizeUrl(server, client, { state, scope: 'user:read' }), await server.addUser());
    expect(redirected(allowed).get('state')).toBe(state);
    expect(redirected(allowed).get('code')).toMatch(/^hfc_/);
  });

  test.each([undefined, ''])('contract §1: a state that was not sent (%j) is not in the answer', async (state) => {
    expect(redirected(await ask({ state, scope: 'nonsense' })).has('state')).toBe(false);
  });
});

test('RFC 9207 §2: iss is the issuer, in success and in error', async () => {
  expect(redirected(await ask({ scope: 'nonsense' })).getAll('iss')).toEqual([server.issuer]);
  const allowed = await signInAt(authorizeUrl(server, client, { scope: 'user:read' }), await server.addUser());
  expect(redirected(allowed).getAll('iss')).toEqual([server.issuer]);
});
