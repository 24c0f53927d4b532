import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser, type Page } from '../../support/browser.ts';
import { AFTERWARDS, addLogoutClient, endSessionUrl } from '../../support/logout.ts';
import { claimsOf, openIdTokens, type SignedIn, signedIn } from '../../support/openid-flow.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { refresh, useAccessToken } from '../../support/token-checks.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = await addLogoutClient(server);
});
afterAll(() => server.close());

interface Visitor extends SignedIn {
  readonly idToken: string;
  readonly access: string;
  readonly refresh: string;
}

/** Somebody who has signed in at the client. */
async function visitor(known?: SignedIn['user']): Promise<Visitor> {
  const who = await signedIn(server, known);
  return { ...who, ...(await openIdTokens(server, client, { user: who.user, browser: who.browser })) };
}

const isIn = async ({ browser }: SignedIn): Promise<boolean> => (await browser.get(`${server.url}/account`)).status === 200;
const isQuestion = (page: Page): boolean => page.status === 200 && page.forms.some(({ hidden }) => 'csrf_token' in hidden);
const shows = (page: Page): unknown => [page.status, page.location, isQuestion(page)];
const QUESTION = [200, null, true];
const PAGE = [200, null, false];

describe('OpenID Connect RP-Initiated Logout §2: a hint of the session at hand', () => {
  test('OpenID Connect RP-Initiated Logout §3: the session ends at once, and the browser goes to the registered URI with the state', async () => {
    const who = await visitor();
    const parameters = { id_token_hint: who.idToken, post_logout_redirect_uri: AFTERWARDS, state: 'a&b=c é' };
    const page = await who.browser.get(endSessionUrl(server, { ...parameters, ui_locales: 'zh-CN', logout_hint: 'somebody' }));
    expect([page.status, page.location]).toEqual([303, `${AFTERWARDS}&state=a%26b%3Dc+%C3%A9`]);
    expect(who.browser.cookieNamed('hufu_session')).toBeUndefined();
    expect(await isIn(who)).toBe(false);
  });

  test('OpenID Connect RP-Initiated Logout §2: the hint may have expired', async () => {
    const who = await visitor();
    server.advance(3_600_000);
    const page = await who.browser.get(endSessionUrl(server, { id_token_hint: who.idToken, client_id: String(client.id) }));
    expect([shows(page), await isIn(who)]).toEqual([PAGE, false]);
  });

  test('what was issued in the session ends with it, but for offline_access', async () => {
    const who = await visitor();
    const offline = await openIdTokens(server, client, { ...who, parameters: { scope: 'all:all offline_access' } });
    await who.browser.get(endSessionUrl(server, { id_token_hint: who.idToken }));
    expect(await useAccessToken(server, who.access)).toBe(401);
    expect((await refresh(server, client, { refresh_token: who.refresh })).status).toBe(400);
    expect((await refresh(server, client, { refresh_token: offline.refresh })).status).toBe(200);
  });

  test('the audit table tells which application asked', async () => {
    const who = await visitor();
    await who.browser.get(endSessionUrl(server, { id_token_hint: who.idToken }));
    const rows = await server.storage.read(({ audit }) => audit.list({ userId: who.user.id, action: 'session.ended', limit: 1 }));
    expect(rows).toMatchObject([{ actor: who.user.id, detail: { asked_by_client: client.id } }]);
  });
});

describe('OpenID Connect RP-Initiated Logout §2: the user is asked', () => {
  async function tampered(idToken: string): Promise<string> {
    const [head = '', , tail = ''] = idToken.split('.');
    const claims = Buffer.from(JSON.stringify({ ...claimsOf(idToken), extra: 1 })).toString('base64url');
    return `${head}.${claims}.${tail}`;
  }

  test.each([
    ['no hint', async () => ({})],
    ['a client_id alone', async () => ({ client_id: String(client.id) })],
    ['a hint that is none', async () => ({ id_token_hint: 'nonsense' })],
    ['a modified hint', async (who: Visitor) => ({ id_token_hint: await tampered(who.idToken) })],
    ['the hint of another user', async () => ({ id_token_hint: (await visitor()).idToken })],
    [
      'the hint of another session of the same user',
      async (who: Visitor) => ({ id_token_hint: (await visitor(who.user)).idToken }),
    ],
    ['an access token in its place', async (who: Visitor) => ({ id_token_hint: who.access })],
    [
      'a logout token in its place',
      async (who: Visitor) => ({
        id_token_hint: server.signingKeys.jwt(claimsOf(who.idToken), {
          algorithm: 'RS256',
          typ: 'logout+jwt',
          now: server.now(),
        }),
      }),
    ],
  ] as const)('OpenID Connect RP-Initiated Logout §2: %s: a page asks, and nothing has ended', async (_name, parametersOf) => {
    const who = await visitor();
    const url = endSessionUrl(server, await parametersOf(who));
    const page = await who.browser.get(url);
    expect([shows(page), await isIn(who)]).toEqual([QUESTION, true]);
    expect(page.body).toContain(who.user.id);
    const done = await who.browser.submit(page, {});
    expect([shows(done), await isIn(who)]).toEqual([PAGE, false]);
  });

  test('OpenID Connect RP-Initiated Logout §3: whoever says yes is taken to the URI of the client; the page names it and lets the form lead there', async () => {
    const who = await visitor();
    const parameters = { client_id: String(client.id), post_logout_redirect_uri: AFTERWARDS, state: 's-1' };
    const page = await who.browser.get(endSessionUrl(server, parameters));
    expect(shows(page)).toEqual(QUESTION);
    expect(page.body).toContain('rp.example');
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' https://rp.example;");
    expect(page.body).not.toContain('<script src="https');
    const done = await who.browser.submit(page, {});
    expect([done.status, done.location]).toEqual([303, `${AFTERWARDS}&state=s-1`]);
    expect(await isIn(who)).toBe(false);
  });

  test('RFC 9700 §4.7: a form that is not of our page ends nothing', async () => {
    const who = await visitor();
    const page = await who.browser.post(endSessionUrl(server), { csrf_token: 'guessed' });
    expect([page.status, await isIn(who)]).toEqual([403, true]);
    const other = await visitor();
    const question = await other.browser.get(endSessionUrl(server));
    const stolen = question.forms.find(({ hidden }) => 'csrf_token' in hidden)?.hidden['csrf_token'] ?? '';
    expect((await who.browser.post(endSessionUrl(server), { csrf_token: stolen })).status).toBe(403);
    expect(await isIn(who)).toBe(true);
  });

  test.each([
    ['en', 'Sign out?'],
    ['zh-CN', '要退出登录吗？'],
  ])('ui_locales=%s chooses the language of the page', async (locale, heading) => {
    const who = await visitor();
    const page = await who.browser.get(endSessionUrl(server, { ui_locales: locale }));
    expect([page.body.includes(`lang="${locale}"`), page.body.includes(heading)]).toEqual([true, true]);
  });
});

describe('OpenID Connect RP-Initiated Logout §4: nobody is sent to an address that is not trusted', () => {
  const other = 'https://elsewhere.example/';

  test.each([
    ['another host', { post_logout_redirect_uri: other }],
    ['one slash more', { post_logout_redirect_uri: `${AFTERWARDS}/` }],
    ['another case', { post_logout_redirect_uri: AFTERWARDS.toUpperCase() }],
    ['a query added', { post_logout_redirect_uri: `${AFTERWARDS}&x=1` }],
    ['a script', { post_logout_redirect_uri: 'javascript:alert(1)' }],
  ])('OpenID Connect RP-Initiated Logout §3: %s: a page tells why, and the session goes on', async (_name, parameters) => {
    const who = await visitor();
    for (const named of [{ client_id: String(client.id) }, { id_token_hint: who.idToken }] as Record<string, string>[]) {
      const page = await who.browser.get(endSessionUrl(server, { ...named, ...parameters }));
      expect([page.status, page.location, await isIn(who)]).toEqual([400, null, true]);
      expect(page.body).toContain('not registered');
    }
  });

  test('OpenID Connect RP-Initiated Logout §3: the redirect URI of signing in, and the URI of another client, are none', async () => {
    const who = await visitor();
    const stranger = await addLogoutClient(server, { post_logout_redirect_uris: ['https://stranger.example/out'] });
    for (const uri of [client.redirectUri, 'https://stranger.example/out']) {
      const page = await who.browser.get(endSessionUrl(server, { id_token_hint: who.idToken, post_logout_redirect_uri: uri }));
      expect([page.status, page.location]).toEqual([400, null]);
    }
    const own = { client_id: String(stranger.id), post_logout_redirect_uri: 'https://stranger.example/out' };
    expect((await new Browser().get(endSessionUrl(server, own))).location).toBe('https://stranger.example/out');
  });

  test('OpenID Connect RP-Initiated Logout §2: a URI without a hint or client_id, or with a hint that is none, is a page', async () => {
    for (const named of [{}, { id_token_hint: 'nonsense' }] as Record<string, string>[]) {
      const page = await new Browser().get(endSessionUrl(server, { ...named, post_logout_redirect_uri: AFTERWARDS }));
      expect([page.status, page.location]).toEqual([400, null]);
    }
  });

  test('OpenID Connect RP-Initiated Logout §2: client_id must be the one to which the ID token was issued', async () => {
    const who = await visitor();
    const stranger = await addLogoutClient(server);
    const page = await who.browser.get(
      endSessionUrl(server, { id_token_hint: who.idToken, client_id: String(stranger.id), post_logout_redirect_uri: AFTERWARDS }),
    );
    expect([page.status, page.location, await isIn(who)]).toEqual([400, null, true]);
  });

  test.each([
    ['unknown', { client_id: '999999' }],
    ['no number', { client_id: '"><script>' }],
    ['sent twice', { client_id: '1&client_id=2' }],
  ])('a client that is %s is a page', async (_name, { client_id }) => {
    const page = await new Browser().get(`${server.url}/oauth2/end_session?client_id=${client_id}`);
    expect([page.status, page.location, page.body.includes('<script>')]).toEqual([400, null, false]);
  });

  test('a disabled client sends nobody anywhere', async () => {
    const disabled = await addLogoutClient(server, {}, { status: 'disabled' });
    const parameters = { client_id: String(disabled.id), post_logout_redirect_uri: AFTERWARDS };
    const page = await new Browser().get(endSessionUrl(server, parameters));
    expect([page.status, page.location]).toEqual([400, null]);
  });
});

describe('OpenID Connect RP-Initiated Logout §2: nobody is signed in', () => {
  test('the browser goes to the registered URI, or is shown that nobody is signed in', async () => {
    const parameters = { client_id: String(client.id), post_logout_redirect_uri: AFTERWARDS, state: 's' };
    expect((await new Browser().get(endSessionUrl(server, parameters))).location).toBe(`${AFTERWARDS}&state=s`);
    expect(shows(await new Browser().get(endSessionUrl(server)))).toEqual(PAGE);
  });

  test('a hint ends no session but the one of the browser that brings it', async () => {
    const who = await visitor();
    const page = await new Browser().get(endSessionUrl(server, { id_token_hint: who.idToken }));
    expect([shows(page), await isIn(who)]).toEqual([PAGE, true]);
  });
});

describe('OpenID Connect RP-Initiated Logout §2: a request by POST', () => {
  test('RFC 9700 §4.12: it comes without our cookie, and so is brought again by GET with all of its parameters', async () => {
    const who = await visitor();
    const parameters = { id_token_hint: who.idToken, post_logout_redirect_uri: AFTERWARDS, state: 'a b&c' };
    const page = await new Browser().post(`${server.url}/oauth2/end_session`, parameters);
    expect([page.status, page.location]).toEqual([303, `/oauth2/end_session?${new URLSearchParams(parameters)}`]);
    const done = await who.browser.get(new URL(page.location ?? '', server.url).href);
    expect([done.location, await isIn(who)]).toEqual([`${AFTERWARDS}&state=a+b%26c`, false]);
  });

  test('a hint too long for an address gives way to the client that it names, and the user is asked', async () => {
    const who = await visitor();
    const long = server.signingKeys.jwt(
      { ...claimsOf(who.idToken), roles: 'x'.repeat(9_000) },
      { algorithm: 'RS256', typ: 'JWT', now: server.now() },
    );
    const form = { id_token_hint: long, post_logout_redirect_uri: AFTERWARDS };
    const page = await who.browser.post(`${server.url}/oauth2/end_session`, form);
    const query = new URL(page.location ?? '', server.url).searchParams;
    expect([...query]).toEqual([
      ['post_logout_redirect_uri', AFTERWARDS],
      ['client_id', String(client.id)],
    ]);
    expect(shows(await who.browser.get(new URL(page.location ?? '', server.url).href))).toEqual(QUESTION);
  });

  test('a parameter that was sent twice is a page', async () => {
    const body = new URLSearchParams([...new URLSearchParams({ state: 'a' }), ['state', 'b']]);
    const response = await fetch(`${server.url}/oauth2/end_session`, { method: 'POST', body, redirect: 'manual' });
    expect(response.status).toBe(400);
  });
});
