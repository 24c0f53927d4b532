import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser, type Page } from '../../support/browser.ts';
import { push, pushedUrl } from '../../support/pushed.ts';
import { authorizeUrl, redirected, signInAt } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { exchangeCode } from '../../support/token-checks.ts';

const HOSTILE = `"><script>alert('x')</script>&amp;é`;
let server: TestServer;
let client: TestClient;
let user: { readonly id: string; readonly password: string };

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient({ redirectUris: ['https://client.example/callback?keep=1'] });
  user = await server.addUser();
});
afterAll(() => server.close());

const byPost = { response_mode: 'form_post', scope: 'openid' };

function answerIn(page: Page): Record<string, string> {
  expect([page.status, page.location]).toEqual([200, null]);
  expect(page.forms[0]?.action).toBe(client.redirectUri);
  return page.forms[0]?.hidden ?? {};
}

describe('OAuth 2.0 Form Post Response Mode §2: the answer is a page that sends itself', () => {
  test('with code, state and iss, to the redirect URI as it is registered', async () => {
    const page = await signInAt(authorizeUrl(server, client, { ...byPost, state: HOSTILE }), user);
    const fields = answerIn(page);
    expect(Object.keys(fields)).toEqual(['code', 'state', 'iss']);
    expect([fields['state'], fields['iss']]).toEqual([HOSTILE, server.issuer]);
    expect((await exchangeCode(server, client, { code: fields['code'] ?? '' })).status).toBe(200);
  });

  test('its values are escaped, no script stands in it, and its headers allow no more than it needs', async () => {
    const page = await signInAt(authorizeUrl(server, client, { ...byPost, state: HOSTILE }), user);
    expect(page.body).not.toContain("alert('x')");
    expect(page.body).not.toContain('<script>');
    expect(page.body).toContain('data-sends-itself');
    const policy = page.headers.get('content-security-policy');
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("form-action 'self' https://client.example;");
    expect([page.headers.get('cache-control'), page.headers.get('referrer-policy'), page.headers.get('content-type')]).toEqual([
      'no-store',
      'no-referrer',
      'text/html; charset=utf-8',
    ]);
  });

  test('it has a button for those without a script, in both languages, and no link that would ask again', async () => {
    for (const [locale, words] of [
      ['en', 'Continue'],
      ['zh-CN', '继续'],
    ] as const) {
      const page = await signInAt(authorizeUrl(server, client, { ...byPost, ui_locales: locale }), user);
      expect(page.body).toContain(`<button class="primary">${words}</button>`);
      expect(page.body).not.toContain('hreflang');
    }
  });

  test('errors are sent in the same way: those of the request, and those of the user', async () => {
    const wrong = await new Browser().get(authorizeUrl(server, client, { ...byPost, scope: 'nonsense', state: 's' }));
    expect(answerIn(wrong)).toEqual({
      error: 'invalid_scope',
      error_description: expect.any(String),
      state: 's',
      iss: server.issuer,
    });
    const browser = new Browser();
    const page = await browser.get(authorizeUrl(server, client, byPost));
    expect(answerIn(await browser.submit(page, { step: 'cancel' }))).toMatchObject({ error: 'access_denied' });
  });

  test('it can be pushed, and what stands outside does not change it', async () => {
    const { body } = await push(server, client, byPost);
    const page = await signInAt(pushedUrl(server, [client, body.request_uri], { response_mode: 'query' }), user);
    expect(Object.keys(answerIn(page))).toEqual(['code', 'state', 'iss']);
  });
});

describe('OAuth 2.0 Multiple Response Type Encoding Practices §2.1: response_mode', () => {
  test.each(['fragment', 'nonsense', 'FORM_POST', 'query.jwt', '__proto__'])('%s is invalid_request', async (mode) => {
    const page = await new Browser().get(authorizeUrl(server, client, { response_mode: mode }));
    expect([page.status, redirected(page).get('error')]).toEqual([303, 'invalid_request']);
  });

  test('query is what holds without it', async () => {
    const page = await signInAt(authorizeUrl(server, client, { response_mode: 'query', scope: 'openid' }), user);
    expect([page.status, redirected(page).has('code')]).toEqual([303, true]);
  });

  test('form_post to a redirect URI that no form can reach is invalid_request', async () => {
    const app = await server.addClient({ authenticationMethod: 'none', redirectUris: ['com.example.app:/callback'] });
    const page = await new Browser().get(authorizeUrl(server, app, byPost));
    expect(page.location).toContain('com.example.app:/callback?error=invalid_request');
  });
});
