import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { basic, formToken, obtainCode, obtainTokens, tokenRequest } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { exchangeCode, verdict } from '../../support/token-checks.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient();
});
afterAll(() => server.close());

describe('contract §3: Cache-Control: no-store and Pragma: no-cache on every answer', () => {
  const requests: readonly (readonly [string, string, RequestInit])[] = [
    ['401', '/oauth2/token', { method: 'POST' }],
    ['400 at the token endpoint', '/oauth2/token?a=%zz', { method: 'POST' }],
    ['405', '/oauth2/token', { method: 'PUT' }],
    ['413', '/oauth2/token', { method: 'POST', body: new URLSearchParams({ a: 'x'.repeat(70_000) }) }],
    ['414', `/oauth2/token?${'x'.repeat(9000)}`, { method: 'POST' }],
    ['expire', '/oauth2/expire?access_token=x', {}],
    ['400 at expire', '/oauth2/expire', {}],
    ['401 at the end of a token', '/oauth2/token?access_token=x', { method: 'DELETE' }],
  ];
  test.each(requests)('%s', async (_title, path, init) => {
    const response = await fetch(server.url + path, init);
    await response.text();
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('pragma')).toBe('no-cache');
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  test('200', async () => {
    const answer = await exchangeCode(server, client, { code: await obtainCode(server, client) });
    expect([answer.headers.get('cache-control'), answer.headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
  });
});

describe('RFC 6749 §5.1: the answer', () => {
  test('expires_in is a number, and token_type is Bearer', async () => {
    const { body } = await exchangeCode(server, client, { code: await obtainCode(server, client) });
    expect([typeof body['expires_in'], body['token_type']]).toEqual(['number', 'Bearer']);
  });

  test('RFC 6749 §10.10: tokens are of 256 random bits, unlike each other', async () => {
    const pairs = await Promise.all(Array.from({ length: 5 }, () => obtainTokens(server, client)));
    const tokens = pairs.flatMap(({ access, refresh }) => [access, refresh]);
    expect(new Set(tokens.map((token) => token.slice(20))).size).toBe(10);
    for (const token of tokens) expect(token).toMatch(/^hf[ar]_[0-9a-z]{16}[A-Za-z0-9_-]{43}$/);
  });

  test('RFC 6750 §2.3: an access token in a query is not read', async () => {
    const { access } = await obtainTokens(server, client);
    expect((await fetch(`${server.url}/api2/user?access_token=${access}`)).status).toBe(401);
  });
});

describe('RFC 6749 Appendix A.8: error_description holds its characters only, and never what was sent', () => {
  const marker = 'ec"h\\o\u00e9\r\n<mark>';
  test.each([
    'grant_type',
    'code',
    'redirect_uri',
    'refresh_token',
    'scope',
    'code_verifier',
    'client_id',
    'client_secret',
    'username',
    marker,
  ])('%j', async (name) => {
    for (const grant of ['authorization_code', 'refresh_token', 'password']) {
      const form = { grant_type: grant, code: 'x', refresh_token: 'x', [name]: marker };
      const answer = await formToken(server, form, name === 'client_id' || name === 'client_secret' ? {} : basic(client));
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.body['error_description']).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
      expect(JSON.stringify(answer.body)).not.toContain('mark');
    }
  });
});

describe('standards B.0.2: parameters come from form bodies only', () => {
  test.each([
    'application/json',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded; charset=gbk',
  ])('RFC 6749 §3.2: %s is invalid_request, and the code lives on', async (type) => {
    const form = { grant_type: 'authorization_code', code: await obtainCode(server, client), redirect_uri: client.redirectUri };
    const body = type.includes('json') ? JSON.stringify(form) : new URLSearchParams(form).toString();
    const answer = await tokenRequest(`${server.url}/oauth2/token`, {
      headers: { ...basic(client), 'content-type': type },
      body,
    });
    expect(verdict(answer)).toEqual([400, 'invalid_request']);
    expect((await formToken(server, form, basic(client))).status).toBe(200);
  });

  test.each([
    'application/x-www-form-urlencoded; charset=UTF-8',
    'Application/X-WWW-Form-Urlencoded',
    'application/x-www-form-urlencoded;charset="utf-8"',
  ])('%s is a form', async (type) => {
    const form = { grant_type: 'authorization_code', code: await obtainCode(server, client), redirect_uri: client.redirectUri };
    const headers = { ...basic(client), 'content-type': type };
    expect(
      (await tokenRequest(`${server.url}/oauth2/token`, { headers, body: new URLSearchParams(form).toString() })).status,
    ).toBe(200);
  });
});
