import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claimsOf, openIdTokens, openIdUrl, outcome, signedIn } from '../../support/openid-flow.ts';
import { redirected } from '../../support/tally-client.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe('OpenID Connect Core §3.1.2.1: max_age', () => {
  test.each(['-1', '1.5', '1e3', 'soon', '0x10', '９', '9999999999999999'])(
    'OpenID Connect Core §3.1.2.1: max_age=%s is invalid_request',
    async (max_age) => {
      const { browser } = await signedIn(server);
      const page = await browser.get(openIdUrl(server, await server.addClient(), { max_age }));
      expect(outcome(page)).toBe('invalid_request');
    },
  );

  test('OpenID Connect Core §3.1.2.1: a session that is too old signs in again, and then its auth_time is new', async () => {
    const { browser, user } = await signedIn(server);
    const client = await server.addClient({ consent: 'never' });
    server.advance(299_000);
    expect(outcome(await browser.get(openIdUrl(server, client, { max_age: '300' })))).toBe('code');
    server.advance(2_000);
    const { idToken } = await openIdTokens(server, client, { parameters: { max_age: '300' }, user, browser });
    const claims = claimsOf(idToken);
    expect(Number(claims['iat']) - Number(claims['auth_time'])).toBeLessThan(10);
    expect(outcome(await browser.get(openIdUrl(server, client, { max_age: '300' })))).toBe('code');
  });

  test('OpenID Connect Core §3.1.2.1: max_age=0 signs in again each time, and does not loop', async () => {
    const { browser, user } = await signedIn(server);
    const client = await server.addClient({ consent: 'never' });
    for (let count = 0; count < 2; count++) {
      const page = await browser.get(openIdUrl(server, client, { max_age: '0' }));
      expect(outcome(page)).toBe('sign_in');
      expect(outcome(await browser.submit(page, { username: user.id, password: user.password }))).toBe('code');
    }
  });

  test('OpenID Connect Core §3.1.2.1: max_age=0 signs in again, too, when the clock was set back meanwhile', async () => {
    const { browser } = await signedIn(server);
    const client = await server.addClient({ consent: 'never' });
    server.advance(-60_000);
    const page = await browser.get(openIdUrl(server, client, { max_age: '0' }));
    server.advance(60_000);
    expect(outcome(page)).toBe('sign_in');
  });

  test('OpenID Connect Core §3.1.2.1: what is too old cannot be allowed by the consent page of another request', async () => {
    const { browser } = await signedIn(server);
    const client = await server.addClient();
    const consent = await browser.get(openIdUrl(server, client));
    server.advance(60_000);
    const fields = { ...consent.forms[0]?.hidden, step: 'allow' };
    expect(outcome(await browser.post(openIdUrl(server, client, { max_age: '30' }), fields))).toBe('sign_in');
  });

  test('OpenID Connect Core §3.1.2.6: with prompt=none a session that is too old is login_required', async () => {
    const { browser } = await signedIn(server);
    const client = await server.addClient({ consent: 'never' });
    server.advance(60_000);
    const page = await browser.get(openIdUrl(server, client, { max_age: '30', prompt: 'none' }));
    expect(redirected(page).get('error')).toBe('login_required');
    expect(outcome(await browser.get(openIdUrl(server, client, { max_age: '300', prompt: 'none' })))).toBe('code');
  });

  test('OpenID Connect Core §2: auth_time is when the user signed in, not when the code was issued', async () => {
    const { browser, user } = await signedIn(server);
    const client = await server.addClient({ consent: 'never' });
    server.advance(1_000_000);
    const claims = claimsOf((await openIdTokens(server, client, { parameters: { max_age: '3600' }, user, browser })).idToken);
    expect(Number(claims['iat']) - Number(claims['auth_time'])).toBeGreaterThanOrEqual(1_000);
  });
});
