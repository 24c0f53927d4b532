import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { authorizeUrl, obtainTokens, redirected, signInAt } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { exchangeCode, expiry, refresh, useAccessToken, verdict } from '../../support/token-checks.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient();
});
afterAll(() => server.close());

const report = (access: boolean, refreshable: boolean): object => ({
  is_access_expired: access,
  is_refresh_expired: refreshable,
});

describe('contract §3: GET /oauth2/expire', () => {
  test('a fresh pair, asked for by either token and without credentials', async () => {
    const tokens = await obtainTokens(server, client);
    expect(await expiry(server, { access_token: tokens.access })).toEqual(report(false, false));
    expect(await expiry(server, { refresh_token: tokens.refresh })).toEqual(report(false, false));
  });

  test.each(['access_token', 'refresh_token'])('both true for an unknown %s', async (name) => {
    for (const unknown of ['nonsense', 'hfa_', `hfa_${'0'.repeat(59)}`, `hfr_${'0'.repeat(59)}`, '__proto__']) {
      expect(await expiry(server, { [name]: unknown })).toEqual(report(true, true));
    }
  });

  test('a token of the other kind is unknown', async () => {
    const tokens = await obtainTokens(server, client);
    expect(await expiry(server, { access_token: tokens.refresh })).toEqual(report(true, true));
    expect(await expiry(server, { refresh_token: tokens.access })).toEqual(report(true, true));
  });

  test('neither parameter: 400', async () => {
    const response = await fetch(`${server.url}/oauth2/expire`);
    expect([response.status, await response.json()]).toEqual([400, expect.objectContaining({ error: 'invalid_request' })]);
  });

  test('asking never counts as presenting the refresh token', async () => {
    const tokens = await obtainTokens(server, client);
    await expiry(server, { refresh_token: tokens.refresh });
    await expiry(server, { refresh_token: tokens.refresh });
    expect((await refresh(server, client, { refresh_token: tokens.refresh })).status).toBe(200);
  });

  test('after two hours the access token is expired and the refresh token is not', async () => {
    const tokens = await obtainTokens(server, client);
    server.advance(7_200_000);
    expect(await expiry(server, { access_token: tokens.access })).toEqual(report(true, false));
    expect(await expiry(server, { refresh_token: tokens.refresh })).toEqual(report(true, false));
  });

  test('after a rotation the old refresh token is expired and the new one is not', async () => {
    const tokens = await obtainTokens(server, client);
    const next = (await refresh(server, client, { refresh_token: tokens.refresh })).body;
    expect(await expiry(server, { refresh_token: tokens.refresh })).toMatchObject({ is_refresh_expired: true });
    expect(await expiry(server, { refresh_token: next.refresh_token ?? '' })).toEqual(report(false, false));
  });
});

function end(token: string, bearer = token, scheme = 'Bearer '): Promise<Response> {
  return fetch(`${server.url}/oauth2/token?${new URLSearchParams({ access_token: token })}`, {
    method: 'DELETE',
    headers: { authorization: `${scheme}${bearer}` },
  });
}

describe('contract §3: DELETE /oauth2/token with that token as bearer', () => {
  test('ends the sign-in session it came from and every token of it, other clients’ included', async () => {
    const browser = new Browser();
    const user = await server.addUser();
    const other = await server.addClient({ consent: 'never' });
    const first = redirected(await signInAt(authorizeUrl(server, client), user, browser)).get('code') ?? '';
    const second = redirected(await browser.get(authorizeUrl(server, other))).get('code') ?? '';
    const ours = (await exchangeCode(server, client, { code: first })).body;
    const theirs = (await exchangeCode(server, other, { code: second })).body;
    const elsewhere = await obtainTokens(server, client, { user });
    expect((await end(ours.access_token ?? '')).status).toBe(200);
    expect(await useAccessToken(server, ours.access_token ?? '')).toBe(401);
    expect(await useAccessToken(server, theirs.access_token ?? '')).toBe(401);
    expect(verdict(await refresh(server, other, { refresh_token: theirs.refresh_token ?? '' }))).toEqual([400, 'invalid_grant']);
    expect((await browser.get(`${server.url}/account`)).location).toBe('/sign-in');
    expect(await useAccessToken(server, elsewhere.access)).toBe(200);
  });

  test('the token may come bare, as existing clients send it', async () => {
    const { access } = await obtainTokens(server, client);
    expect((await end(access, access, '')).status).toBe(200);
    expect(await useAccessToken(server, access)).toBe(401);
  });

  test('RFC 6750 §3.1: no credentials: 401 with a challenge that names no error', async () => {
    const { access } = await obtainTokens(server, client);
    const response = await fetch(`${server.url}/oauth2/token?access_token=${access}`, { method: 'DELETE' });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, `Bearer realm="${server.issuer}"`]);
    expect(await useAccessToken(server, access)).toBe(200);
  });

  test('RFC 6750 §3.1: an expired or revoked token: 401 invalid_token', async () => {
    const { access } = await obtainTokens(server, client);
    await end(access);
    const response = await end(access);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  test('with another token than its own: 400, and both live on', async () => {
    const [one, other] = [await obtainTokens(server, client), await obtainTokens(server, client)];
    expect((await end(one.access, other.access)).status).toBe(400);
    expect([await useAccessToken(server, one.access), await useAccessToken(server, other.access)]).toEqual([200, 200]);
  });

  test('a refresh token ends nothing', async () => {
    const tokens = await obtainTokens(server, client);
    expect((await end(tokens.refresh)).status).toBe(401);
    expect(await useAccessToken(server, tokens.access)).toBe(200);
  });

  test('what was ended is in the audit table, by the id of the token', async () => {
    const { access } = await obtainTokens(server, client);
    await end(access);
    const events = await server.storage.read((stores) => stores.audit.list({ action: 'token.revoked', limit: 50 }));
    expect(events.some(({ detail }) => detail['access_token_id'] === access.slice(4, 20))).toBe(true);
    expect(JSON.stringify(events)).not.toContain(access.slice(20));
  });
});
