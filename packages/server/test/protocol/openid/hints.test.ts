import { generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { claimsOf, openIdTokens, openIdUrl, outcome, signedIn } from '../../support/openid-flow.ts';
import { redirected } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient();
});
afterAll(() => server.close());

describe('OpenID Connect Core §3.1.2.1: id_token_hint', () => {
  test('OpenID Connect Core §3.1.2.2: the same user is signed in: a code, also when the ID token has expired', async () => {
    const { browser, user } = await signedIn(server);
    const { idToken } = await openIdTokens(server, client, { user, browser: new Browser() });
    server.advance(3_600_000);
    const url = openIdUrl(server, client, { prompt: 'none', id_token_hint: idToken });
    expect(outcome(await browser.get(url))).toBe('code');
  });

  test('OpenID Connect Core §3.1.2.2: another user is signed in: login_required with prompt=none', async () => {
    const { idToken } = await openIdTokens(server, client);
    const { browser, user } = await signedIn(server);
    await openIdTokens(server, client, { user, browser: new Browser() });
    const page = await browser.get(openIdUrl(server, client, { prompt: 'none', id_token_hint: idToken }));
    expect(redirected(page).get('error')).toBe('login_required');
  });

  test('OpenID Connect Core §3.1.2.2: another user is signed in: the page asks for the one of the hint, and nobody else will do', async () => {
    const wanted = await server.addUser();
    const { idToken } = await openIdTokens(server, client, { user: wanted });
    const { browser } = await signedIn(server);
    const url = openIdUrl(server, client, { id_token_hint: idToken });
    const page = await browser.get(url);
    expect(outcome(page)).toBe('sign_in');
    expect(page.body).toContain(`value="${wanted.id}"`);
    const other = await server.addUser();
    expect(outcome(await browser.submit(page, { username: other.id, password: other.password }))).toBe('login_required');
    const again = await browser.get(url);
    expect(outcome(await browser.submit(again, { step: 'allow' }))).toBe('sign_in');
    expect(outcome(await browser.submit(again, { username: wanted.id, password: wanted.password }))).toBe('code');
  });

  test('OpenID Connect Core §3.1.2.2: nobody is signed in: the page asks for the one of the hint', async () => {
    const wanted = await server.addUser();
    const { idToken } = await openIdTokens(server, client, { user: wanted });
    const page = await new Browser().get(openIdUrl(server, client, { id_token_hint: idToken }));
    expect([outcome(page), page.body.includes(`value="${wanted.id}"`)]).toEqual(['sign_in', true]);
  });

  test('OpenID Connect Core §3.1.2.1: a hint that is not an unmodified ID token of ours is invalid_request', async () => {
    const { browser, user } = await signedIn(server);
    const { idToken, access } = await openIdTokens(server, client, { user, browser: new Browser() });
    const [head = '', body = '', tail = ''] = idToken.split('.');
    const claims = { ...claimsOf(idToken), sub: 'somebody' };
    const changed = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const forged = sign('sha256', Buffer.from(`${head}.${body}`), foreign).toString('base64url');
    const accessTokenType = server.signingKeys.jwt(claims, { algorithm: 'RS256', typ: 'at+jwt', now: server.now() });
    const logoutType = server.signingKeys.jwt(claims, { algorithm: 'RS256', typ: 'logout+jwt', now: server.now() });
    const otherIssuer = server.signingKeys.jwt(
      { ...claims, iss: 'https://other.example' },
      { algorithm: 'RS256', typ: 'JWT', now: server.now() },
    );
    const hints = [
      'nonsense',
      access,
      `${head}.${changed}.${tail}`,
      `${head}.${body}.${forged}`,
      `${head}.${body}.`,
      `${none}.${body}.`,
      `${head}.${body}.${tail}=`,
      accessTokenType,
      logoutType,
      otherIssuer,
    ];
    for (const hint of hints) {
      expect([hint, outcome(await browser.get(openIdUrl(server, client, { id_token_hint: hint })))]).toEqual([
        hint,
        'invalid_request',
      ]);
    }
  });

  test('OpenID Connect Core §3.1.2.1: an ID token of another client is no hint here', async () => {
    const { browser, user } = await signedIn(server);
    const { idToken } = await openIdTokens(server, await server.addClient(), { user, browser: new Browser() });
    const page = await browser.get(openIdUrl(server, client, { prompt: 'none', id_token_hint: idToken }));
    expect(outcome(page)).toBe('invalid_request');
  });
});

describe('OpenID Connect Core §3.1.2.1: login_hint', () => {
  test('OpenID Connect Core §3.1.2.1: it prefills the user name, and is escaped', async () => {
    const page = await new Browser().get(openIdUrl(server, client, { login_hint: 'lin"><b>' }));
    expect(page.body).toContain('value="lin&quot;&gt;&lt;b&gt;"');
  });

  test('OpenID Connect Core §15.1: one that nobody could have is ignored, and so is one for somebody else than is signed in', async () => {
    const page = await new Browser().get(openIdUrl(server, client, { login_hint: 'x'.repeat(255) }));
    expect([outcome(page), page.body.includes('value="xxx')]).toEqual(['sign_in', false]);
    const { browser } = await signedIn(server);
    const own = await server.addClient({ consent: 'never' });
    expect(outcome(await browser.get(openIdUrl(server, own, { login_hint: 'somebody' })))).toBe('code');
  });
});

describe('OpenID Connect Core §15.1: parameters that must never cause an error', () => {
  const TEXTS = ['', 'page', 'popup wap', 'zh-CN en', 'nonsense', '" < &', '../../etc', 'x'.repeat(500)];

  test.each(['display', 'ui_locales', 'claims_locales', 'acr_values', 'something_unknown'])(
    'OpenID Connect Core §15.1: %s, whatever is in it',
    async (name) => {
      const { browser } = await signedIn(server);
      const own = await server.addClient({ consent: 'never' });
      for (const text of TEXTS) {
        expect([text, outcome(await browser.get(openIdUrl(server, own, { [name]: text })))]).toEqual([text, 'code']);
      }
    },
  );

  test('OpenID Connect Core §3.1.2.1: ui_locales chooses the language of the page', async () => {
    const chinese = await new Browser().get(openIdUrl(server, client, { ui_locales: 'fr zh-CN en' }));
    expect(chinese.body).toContain('lang="zh-CN"');
    const english = await new Browser({ 'accept-language': 'zh-CN' }).get(openIdUrl(server, client, { ui_locales: 'en' }));
    expect(english.body).toContain('lang="en"');
  });

  test('OpenID Connect Core §7.2.1: registration is registration_not_supported', async () => {
    const page = await new Browser().get(openIdUrl(server, client, { registration: '{}' }));
    expect(outcome(page)).toBe('registration_not_supported');
  });
});
