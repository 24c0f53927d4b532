import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { authorizeUrl, basic, redirected, signInAt, tallyToken, tokenRequest } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { failureOf, flowOf } from './flow-world.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient({ fullname: 'Wiki', scope: 'user:read role:read', requirePkce: true });
});
afterAll(() => server.close());

const CHALLENGE = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' };
const FINE = { scope: 'user:read', state: 'some-state', ...CHALLENGE };

type Case = readonly [title: string, asked: Record<string, string | undefined>, check: string, section: string, shown: object];

const REFUSED: readonly Case[] = [
  ['RFC 6749 §4.1.1: no client_id', { client_id: undefined }, 'client_sent', 'RFC 6749 §4.1.1', {}],
  [
    'RFC 6749 §2.2: a client that does not exist',
    { client_id: '4711' },
    'client_known',
    'RFC 6749 §2.2',
    { registered: { client: ['(none of this id)'] }, received: { client_id: '4711' } },
  ],
  [
    'RFC 9700 §4.1.3: a redirect URI that is not registered, beside those that are',
    { redirect_uri: 'http://client.example/callback/' },
    'redirect_uri_registered',
    'RFC 9700 §4.1.3',
    {
      registered: { redirect_uris: ['http://client.example/callback'] },
      received: { redirect_uri: 'http://client.example/callback/' },
    },
  ],
  [
    'RFC 6749 §3.1.1: response_type=token',
    { response_type: 'token' },
    'response_type',
    'RFC 6749 §3.1.1',
    { received: { response_type: 'token' } },
  ],
  [
    'RFC 7636 §4.4.1: no challenge of a client that must send one',
    { code_challenge: undefined, code_challenge_method: undefined },
    'challenge_sent',
    'RFC 7636 §4.4.1',
    { registered: { pkce: ['required, S256'] } },
  ],
  [
    'RFC 7636 §4.3: the method plain',
    { code_challenge_method: 'plain' },
    'challenge_method',
    'RFC 7636 §4.3',
    { received: { code_challenge_method: 'plain', code_challenge: '(43 characters)' } },
  ],
  [
    'RFC 6749 §3.3: more scopes than are registered',
    { scope: 'user:read group:write' },
    'scope_registered',
    'RFC 6749 §3.3',
    { registered: { scope: ['role:read user:read'] }, received: { scope: 'user:read group:write' } },
  ],
  ['RFC 6749 §3.3: scopes separated by commas', { scope: 'user:read,role:read' }, 'scope_known', 'RFC 6749 §3.3', {}],
];

describe('issue 5, flow recorder: a refused authorize request leaves the first check that failed, its section and what was registered', () => {
  test.each(REFUSED)('%s', async (...refused) => {
    const [, asked, check, section, shown] = refused;
    const page = await new Browser().get(authorizeUrl(server, client, { ...FINE, ...asked }));
    const view = await flowOf(server, page);
    expect(view).toMatchObject({ endpoint: 'authorization', outcome: 'refused' });
    expect(failureOf(view)).toMatchObject({ check, section, ...shown });
    expect(view.passed.map((one) => one.check)).not.toContain(check);
    expect(view.first_failed?.mend.zh).toMatch(/\p{Script=Han}/u);
  });

  test('the checks before it count as passed, in the order in which they are made', async () => {
    const page = await new Browser().get(authorizeUrl(server, client, { ...FINE, scope: 'nonsense' }));
    const passed = (await flowOf(server, page)).passed.map(({ check }) => check);
    expect(passed.slice(-3)).toEqual(['challenge_sent', 'challenge_method', 'challenge_readable']);
    expect(passed.indexOf('client_known')).toBeLessThan(passed.indexOf('redirect_uri_registered'));
  });

  test('the error page tells its developer the command with the request id, in both languages', async () => {
    const url = authorizeUrl(server, client, { ...FINE, client_id: '4711' });
    for (const [locale, words] of [
      ['en', 'which check failed'],
      ['zh-CN', '哪一项检查未通过'],
    ] as const) {
      const page = await new Browser().get(`${url}&ui_locales=${locale}`);
      expect(page.body).toContain(`<code>hufu flow show ${page.headers.get('x-request-id')}</code>`);
      expect(page.body).toContain(words);
    }
  });

  test('an error page elsewhere leaves no trace and names no command', async () => {
    const page = await new Browser().get(`${server.url}/nowhere`);
    expect([page.status, page.body.includes('hufu flow')]).toEqual([404, false]);
    await expect(flowOf(server, page)).rejects.toThrow('there is no trace of this request');
  });
});

describe('issue 5, flow recorder: the requests of one sign-in lead to each other', () => {
  test('the page, the wrong password, the sign-in, and the exchange of its code', async () => {
    const open = await server.addClient();
    const user = await server.addUser();
    const browser = new Browser();
    const url = authorizeUrl(server, open, { state: 'linked' });
    const page = await browser.get(url);
    const wrong = await browser.submit(page, { username: user.id, password: 'wrong' });
    const signedIn = await browser.submit(wrong, { username: user.id, password: user.password });
    const code = redirected(signedIn).get('code') ?? '';
    const exchanged = await tallyToken(server, open, { grant_type: 'authorization_code', code, redirect_uri: open.redirectUri });
    const ids = [page, wrong, signedIn, exchanged].map(({ headers }) => headers.get('x-request-id') ?? '');
    for (const [index, answer] of [page, wrong, signedIn, exchanged].entries()) {
      const view = await flowOf(server, answer);
      expect(view.same_sign_in.map(({ request_id }) => request_id)).toEqual(ids.toSpliced(index, 1));
    }
    expect(await flowOf(server, wrong)).toMatchObject({ outcome: 'asked', page: 'sign_in', failed: 'password' });
    expect(await flowOf(server, signedIn)).toMatchObject({ outcome: 'done', code_id: expect.stringMatching(/^[0-9a-z]{16}$/) });
    expect(await flowOf(server, exchanged)).toMatchObject({ outcome: 'done', grant_id: expect.any(String), first_failed: null });
  });

  test('the same page in another language belongs to it, another state does not', async () => {
    const url = authorizeUrl(server, client, FINE);
    const [first, second, other] = await Promise.all(
      [url, `${url}&ui_locales=en`, authorizeUrl(server, client, { ...FINE, state: 'other' })].map((each) =>
        new Browser().get(each),
      ),
    );
    if (first === undefined || second === undefined || other === undefined) throw new Error('three pages');
    const related = (await flowOf(server, first)).same_sign_in.map(({ request_id }) => request_id);
    expect(related).toContain(second.headers.get('x-request-id'));
    expect(related).not.toContain(other.headers.get('x-request-id'));
  });

  test('RFC 9126 §2.2: a pushed request and the page of its request_uri', async () => {
    const pushing = await server.addClient();
    const asked = new URLSearchParams({ response_type: 'code', redirect_uri: pushing.redirectUri, scope: 'user:read' });
    const pushed = await tokenRequest(`${server.url}/oauth2/par`, { headers: basic(pushing), body: asked });
    const reference = { client_id: String(pushing.id), request_uri: String(pushed.body['request_uri']) };
    const page = await new Browser().get(`${server.url}/oauth2/authorize?${new URLSearchParams(reference)}`);
    expect(page.status).toBe(200);
    const related = (await flowOf(server, page)).same_sign_in;
    expect(related.map(({ request_id, outcome }) => [request_id, outcome])).toEqual([
      [pushed.headers.get('x-request-id'), 'done'],
    ]);
    expect((await flowOf(server, pushed)).same_sign_in.map(({ page: shown }) => shown)).toEqual(['sign_in']);
  });

  test('a wrong password is told apart from a request that is wrong', async () => {
    const user = await server.addUser();
    const url = authorizeUrl(server, client, FINE);
    const wrong = await signInAt(url, { ...user, password: 'x' });
    expect((await flowOf(server, wrong)).first_failed?.check).toBe('password');
  });

  test('OpenID Connect Core §3.1.2.4: a person who says no is told apart, too', async () => {
    const asking = await server.addClient({ consent: 'always' });
    const user = await server.addUser();
    const browser = new Browser();
    await signInAt(authorizeUrl(server, asking), user, browser);
    const page = await browser.get(authorizeUrl(server, asking));
    const denied = await browser.submit(page, { step: 'deny' });
    expect((await flowOf(server, denied)).first_failed?.check).toBe('consent');
  });
});
