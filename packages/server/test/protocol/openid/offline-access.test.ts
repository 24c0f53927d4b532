import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openIdTokens, openIdUrl, outcome, signedIn } from '../../support/openid-flow.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';
import { refresh } from '../../support/token-checks.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe('OpenID Connect Core §11: offline_access', () => {
  test('OpenID Connect Core §11: the user is asked, also who has allowed everything else', async () => {
    const { browser } = await signedIn(server);
    const client = await server.addClient();
    await browser.submit(await browser.get(openIdUrl(server, client)), { step: 'allow' });
    const page = await browser.get(openIdUrl(server, client, { scope: 'openid offline_access' }));
    expect([outcome(page), page.body.includes('while you are away')]).toEqual(['consent', true]);
    expect(outcome(await browser.submit(page, { step: 'deny' }))).toBe('access_denied');
    const silent = await browser.get(openIdUrl(server, client, { scope: 'openid offline_access', prompt: 'none' }));
    expect(outcome(silent)).toBe('consent_required');
  });

  test('OpenID Connect Core §11: what was allowed for offline use outlives signing out, and nothing else does', async () => {
    const { browser, user } = await signedIn(server);
    const client = await server.addClient();
    const offline = { scope: 'openid offline_access', prompt: 'consent' };
    const page = await browser.submit(await browser.get(openIdUrl(server, client, offline)), { step: 'allow' });
    expect(outcome(page)).toBe('code');
    const kept = await openIdTokens(server, client, { user, browser, parameters: { scope: 'openid offline_access' } });
    const ended = await openIdTokens(server, client, { user, browser });
    await browser.submit(await browser.get(`${server.url}/sign-out`), {});
    expect((await refresh(server, client, { refresh_token: kept.refresh })).status).toBe(200);
    expect((await refresh(server, client, { refresh_token: ended.refresh })).status).toBe(400);
  });

  test('OpenID Connect Core §11: it is ignored where no refresh token can follow', async () => {
    const client = await server.addClient({ grantTypes: ['authorization_code'] });
    const { answer } = await openIdTokens(server, client, { parameters: { scope: 'openid offline_access' } });
    expect([answer.status, answer.body['scope'], answer.body.refresh_token]).toEqual([200, 'openid', undefined]);
  });
});
