import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { claimsOf, idTokenOf, openIdUrl, outcome, signedIn } from '../../support/openid-flow.ts';
import { redirected } from '../../support/tally-client.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';
import { exchangeCode } from '../../support/token-checks.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe('OpenID Connect Core §3.1.2.1: prompt', () => {
  test.each([
    ['none login', 'none with another value'],
    ['consent none', 'none with another value'],
    ['create', 'unknown'],
    ['Login', 'unknown: values are case sensitive'],
    ['login  consent', 'two spaces'],
    [' login', 'a space before'],
  ])('OpenID Connect Core §3.1.2.1: prompt=%j is invalid_request (%s)', async (prompt) => {
    const { browser } = await signedIn(server);
    const page = await browser.get(openIdUrl(server, await server.addClient(), { prompt, state: 's' }));
    expect(Object.fromEntries(redirected(page))).toMatchObject({ error: 'invalid_request', state: 's', iss: server.issuer });
  });

  test('OpenID Connect Core §3.1.2.6: prompt=none without a session is login_required, by redirect with state and iss', async () => {
    const url = openIdUrl(server, await server.addClient(), { prompt: 'none', state: 'z' });
    const page = await new Browser().get(url);
    expect(page.status).toBe(303);
    expect(Object.fromEntries(redirected(page))).toMatchObject({ error: 'login_required', state: 'z', iss: server.issuer });
  });

  test('OpenID Connect Core §3.1.2.6: prompt=none with a session but no consent is consent_required', async () => {
    const { browser } = await signedIn(server);
    const client = await server.addClient();
    expect(outcome(await browser.get(openIdUrl(server, client, { prompt: 'none' })))).toBe('consent_required');
  });

  test('OpenID Connect Core §3.1.2.1: prompt=none with a session and a consent is a code, and no page', async () => {
    const { browser } = await signedIn(server);
    const client = await server.addClient();
    await browser.submit(await browser.get(openIdUrl(server, client)), { step: 'allow' });
    expect(outcome(await browser.get(openIdUrl(server, client, { prompt: 'none' })))).toBe('code');
  });

  test.each(['sign-in', 'allow', 'continue', 'switch', 'change-password'])(
    'OpenID Connect Core §3.1.2.1: prompt=none shows no page to a form with the step %s either, and does nothing it says',
    async (step) => {
      const { browser, user } = await signedIn(server);
      const client = await server.addClient();
      const consent = await browser.get(openIdUrl(server, client));
      const fields = { ...consent.forms[0]?.hidden, step, username: user.id, password: user.password };
      expect(outcome(await browser.post(openIdUrl(server, client, { prompt: 'none' }), fields))).toBe('consent_required');
      expect(outcome(await browser.get(openIdUrl(server, client)))).toBe('consent');
    },
  );

  test('OpenID Connect Core §3.1.2.1: prompt=login asks for the password although the session is live, once, and answers with a code', async () => {
    const { browser, user } = await signedIn(server);
    const client = await server.addClient({ consent: 'never' });
    server.advance(60_000);
    const url = openIdUrl(server, client, { prompt: 'login' });
    const page = await browser.get(url);
    expect(outcome(page)).toBe('sign_in');
    expect(page.body).toContain(`value="${user.id}"`);
    const before = Math.floor(server.now() / 1000);
    const back = await browser.submit(page, { username: user.id, password: user.password });
    expect(outcome(back)).toBe('code');
    const answer = await exchangeCode(server, client, { code: redirected(back).get('code') ?? '' });
    expect(claimsOf(idTokenOf(answer))['auth_time']).toBeGreaterThanOrEqual(before);
    expect(outcome(await browser.get(url))).toBe('sign_in');
  });

  test.each(['allow', 'continue'])(
    'OpenID Connect Core §3.1.2.1: prompt=login cannot be skipped by sending the step %s with the old session',
    async (step) => {
      const { browser } = await signedIn(server);
      const url = openIdUrl(server, await server.addClient(), { prompt: 'login' });
      const page = await browser.get(url);
      expect(outcome(await browser.submit(page, { step }))).toBe('sign_in');
    },
  );

  test('OpenID Connect Core §3.1.2.1: prompt=login, a wrong password and a form that came too late ask again', async () => {
    const { browser, user } = await signedIn(server);
    const url = openIdUrl(server, await server.addClient(), { prompt: 'login' });
    const wrong = await browser.submit(await browser.get(url), { username: user.id, password: 'not this one' });
    expect(outcome(wrong)).toBe('sign_in');
    const late = await browser.submit(wrong, { username: user.id, password: user.password, csrf_token: 'old' });
    expect(outcome(late)).toBe('sign_in');
    expect(outcome(await browser.submit(late, { username: user.id, password: user.password }))).toBe('code');
  });

  test('OpenID Connect Core §3.1.2.4: prompt=consent asks although everything was allowed before', async () => {
    const { browser } = await signedIn(server);
    for (const consent of ['once', 'never'] as const) {
      const client = await server.addClient({ consent });
      const url = openIdUrl(server, client, { prompt: 'consent' });
      for (let count = 0; count < 2; count++) {
        const page = await browser.get(url);
        expect(outcome(page)).toBe('consent');
        expect(outcome(await browser.submit(page, { step: 'allow' }))).toBe('code');
      }
    }
  });

  test('OpenID Connect Core §3.1.2.1: prompt=select_account asks which account, and goes on with it', async () => {
    const { browser, user } = await signedIn(server);
    const client = await server.addClient({ consent: 'never' });
    const page = await browser.get(openIdUrl(server, client, { prompt: 'select_account' }));
    expect(outcome(page)).toBe('select_account');
    expect(page.body).toContain(user.id);
    expect(outcome(await browser.submit(page, { step: 'continue' }))).toBe('code');
  });

  test('OpenID Connect Core §3.1.2.1: prompt=select_account, then consent where it is due', async () => {
    const { browser } = await signedIn(server);
    const client = await server.addClient();
    const chosen = await browser.submit(await browser.get(openIdUrl(server, client, { prompt: 'select_account' })), {
      step: 'continue',
    });
    expect(outcome(chosen)).toBe('consent');
    expect(outcome(await browser.submit(chosen, { step: 'allow' }))).toBe('code');
  });

  test('OpenID Connect Core §3.1.2.1: prompt=select_account, another account, and the code is for that one', async () => {
    const { browser } = await signedIn(server);
    const client = await server.addClient();
    const other = await server.addUser();
    const page = await browser.get(openIdUrl(server, client, { prompt: 'select_account' }));
    const signIn = await browser.submit(page, { step: 'switch' });
    const back = await browser.submit(signIn, { username: other.id, password: other.password });
    const answer = await exchangeCode(server, client, { code: redirected(back).get('code') ?? '' });
    expect(claimsOf(idTokenOf(answer))['sub']).toBe(other.id);
  });

  test('OpenID Connect Core §3.1.2.1: prompt=select_account, cancelled, is access_denied', async () => {
    const { browser } = await signedIn(server);
    const page = await browser.get(openIdUrl(server, await server.addClient(), { prompt: 'select_account' }));
    expect(outcome(await browser.submit(page, { step: 'cancel' }))).toBe('access_denied');
  });

  test.each(['login', 'consent', 'select_account', 'login consent select_account'])(
    'OpenID Connect Core §3.1.2.3: prompt=%s without a session is the sign-in page, and signing in is all that is asked',
    async (prompt) => {
      const browser = new Browser();
      const user = await server.addUser();
      const page = await browser.get(openIdUrl(server, await server.addClient(), { prompt }));
      expect(outcome(page)).toBe('sign_in');
      expect(outcome(await browser.submit(page, { username: user.id, password: user.password }))).toBe('code');
    },
  );
});
