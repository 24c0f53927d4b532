import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import {
  authorizeUrl,
  basic,
  formToken,
  obtainCode,
  obtainTokens,
  redirected,
  signInAt,
  tallyToken,
} from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { useAccessToken } from '../../support/token-checks.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient();
});
afterAll(() => server.close());

const exchange = (code: string, extra: Record<string, string> = {}) =>
  tallyToken(server, client, { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri, ...extra });

describe('the seed’s flow in its own dialect', () => {
  test('seed §1: signing in on the authorize page leads back by 303 with code, state and iss', async () => {
    const page = await signInAt(authorizeUrl(server, client, { state: 'a b&c=%2F+ü' }), await server.addUser());
    expect(page.status).toBe(303);
    expect(page.location?.startsWith(`${client.redirectUri}?`)).toBe(true);
    const answer = redirected(page);
    expect(answer.get('code')).toMatch(/^hfc_/);
    expect(answer.get('state')).toBe('a b&c=%2F+ü');
    expect(answer.get('iss')).toBe(server.issuer);
  });

  test('seed §2: the answer has exactly the seed’s five members', async () => {
    const answer = await exchange(await obtainCode(server, client));
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body).sort()).toEqual(['access_token', 'expires_in', 'refresh_token', 'scope', 'token_type']);
    expect(answer.body).toMatchObject({ expires_in: 7200, scope: 'all:all', token_type: 'Bearer' });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('pragma')).toBe('no-cache');
  });

  test('seed §3: a refresh answers a new pair', async () => {
    const { refresh } = await obtainTokens(server, client);
    const answer = await tallyToken(server, client, { grant_type: 'refresh_token', refresh_token: refresh, scope: 'all:all' });
    expect(answer.status).toBe(200);
    expect(answer.body.refresh_token).not.toBe(refresh);
  });
});

describe('RFC 6749 §4.1.3 the code grant', () => {
  test('RFC 6749 §4.1.2: a second use is invalid_grant and revokes what the first got', async () => {
    const code = await obtainCode(server, client);
    const first = await exchange(code);
    const second = await exchange(code);
    expect([second.status, second.body.error]).toEqual([400, 'invalid_grant']);
    const refreshed = await tallyToken(server, client, {
      grant_type: 'refresh_token',
      refresh_token: first.body.refresh_token ?? '',
    });
    expect(refreshed.body.error).toBe('invalid_grant');
  });

  test('of twenty simultaneous exchanges of one code one succeeds', async () => {
    const code = await obtainCode(server, client);
    const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(code)));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  });

  test('another client’s attempt is invalid_grant and does not burn the owner’s code', async () => {
    const other = await server.addClient();
    const code = await obtainCode(server, client);
    const stolen = await tallyToken(server, other, { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri });
    expect(stolen.body.error).toBe('invalid_grant');
    expect((await exchange(code)).status).toBe(200);
  });

  test('RFC 6749 §2.3.1: client_secret_basic', async () => {
    const code = await obtainCode(server, client);
    const form = { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri };
    expect((await formToken(server, form, basic(client))).status).toBe(200);
  });
});

describe('the consent rule (contract §1)', () => {
  test('a session whose user let the client in before goes straight back with a code', async () => {
    const browser = new Browser();
    const user = await server.addUser();
    await signInAt(authorizeUrl(server, client), user, browser);
    const again = await browser.get(authorizeUrl(server, client));
    expect(again.status).toBe(303);
    expect(redirected(again).get('code')).toMatch(/^hfc_/);
  });

  test('a session without a consent gets a consent page, and allowing it leads back with a code', async () => {
    const browser = new Browser();
    await signInAt(authorizeUrl(server, client), await server.addUser(), browser);
    const other = await server.addClient();
    const page = await browser.get(authorizeUrl(server, other));
    expect(page.status).toBe(200);
    const allowed = await browser.submit(page, { step: 'allow' });
    expect(redirected(allowed).get('code')).toMatch(/^hfc_/);
    const denied = await browser.submit(await browser.get(authorizeUrl(server, await server.addClient(), { state: 'x' })), {
      step: 'deny',
    });
    expect(Object.fromEntries(redirected(denied))).toMatchObject({ error: 'access_denied', state: 'x', iss: server.issuer });
  });
});

describe('contract §1: what a code is bound to', () => {
  test('the code lives 60 s', async () => {
    const [early, late] = [await obtainCode(server, client), await obtainCode(server, client)];
    server.advance(58_000);
    expect((await exchange(early)).status).toBe(200);
    server.advance(3_000);
    const expired = await exchange(late);
    expect([expired.status, expired.body.error]).toEqual([400, 'invalid_grant']);
  });

  test('RFC 6749 §4.1.3: another redirect_uri, or none, is invalid_grant and does not burn the code', async () => {
    const code = await obtainCode(server, client);
    for (const redirect_uri of [`${client.redirectUri}/`, client.redirectUri.toUpperCase(), '']) {
      const answer = await exchange(code, { redirect_uri });
      expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant']);
    }
    expect((await exchange(code)).status).toBe(200);
  });

  test('scope at the token endpoint is no parameter of the code grant: the tokens have what the user allowed', async () => {
    const code = await obtainCode(server, client, { parameters: { scope: 'user:read' } });
    expect((await exchange(code, { scope: 'all:all' })).body['scope']).toBe('user:read');
  });

  test('contract §4: a malformed request burns no code', async () => {
    const code = await obtainCode(server, client);
    expect((await exchange(code, { code_verifier: 'short' })).body.error).toBe('invalid_request');
    expect((await exchange(code)).status).toBe(200);
  });

  test('a code with another end is unknown, and does not burn the one it resembles', async () => {
    const code = await obtainCode(server, client);
    const forged = `${code.slice(0, -5)}${code.at(-5) === 'A' ? 'B' : 'A'}${code.slice(-4)}`;
    expect((await exchange(forged)).body.error).toBe('invalid_grant');
    expect((await exchange(code)).status).toBe(200);
  });

  test('contract §3: a second use, even after the 60 s, revokes all that came of the first', async () => {
    const code = await obtainCode(server, client, { parameters: { scope: 'user:read' } });
    const first = await exchange(code);
    server.advance(120_000);
    expect((await exchange(code)).body.error).toBe('invalid_grant');
    expect(await useAccessToken(server, first.body.access_token ?? '')).toBe(401);
  });

  test('contract §3: in a race too: what the one success got is revoked by the other nineteen', async () => {
    const code = await obtainCode(server, client);
    const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(code)));
    const winner = answers.find(({ status }) => status === 200);
    expect(await useAccessToken(server, winner?.body.access_token ?? '')).toBe(401);
  });
});
