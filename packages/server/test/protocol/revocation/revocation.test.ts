import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { basic, clientJwt, formToken, obtainCode, obtainTokens } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { pkcePair, refresh, useAccessToken, verdict } from '../../support/token-checks.ts';

let server: TestServer;
let client: TestClient;
let stranger: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient({ grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'] });
  stranger = await server.addClient();
});
afterAll(() => server.close());

type Answer = { readonly status: number; readonly text: string; readonly headers: Headers };

async function revoke(
  parameters: Record<string, string> | [string, string][],
  headers: Record<string, string> = basic(client),
): Promise<Answer> {
  const body = new URLSearchParams(parameters);
  const response = await fetch(`${server.url}/oauth2/revoke`, { method: 'POST', headers, body });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

const scope = { parameters: { scope: 'user:read' } };

describe('RFC 7009 §2.1: a token of the client that asks', () => {
  test('a refresh token is revoked with all that came of its grant', async () => {
    const tokens = await obtainTokens(server, client, scope);
    const next = await refresh(server, client, { refresh_token: tokens.refresh });
    const answer = await revoke({ token: String(next.body.refresh_token) });
    expect([answer.status, answer.text]).toEqual([200, '']);
    for (const token of [tokens.access, String(next.body.access_token)]) expect(await useAccessToken(server, token)).toBe(401);
    const again = await refresh(server, client, { refresh_token: String(next.body.refresh_token) });
    expect(verdict(again)).toEqual([400, 'invalid_grant']);
  });

  test('a refresh token that was rotated takes its successors with it', async () => {
    const tokens = await obtainTokens(server, client, scope);
    const next = await refresh(server, client, { refresh_token: tokens.refresh });
    await revoke({ token: tokens.refresh });
    expect(await useAccessToken(server, String(next.body.access_token))).toBe(401);
  });

  test('an access token is revoked alone', async () => {
    const tokens = await obtainTokens(server, client, scope);
    expect(await useAccessToken(server, tokens.access)).toBe(200);
    expect((await revoke({ token: tokens.access })).status).toBe(200);
    expect(await useAccessToken(server, tokens.access)).toBe(401);
    expect((await refresh(server, client, { refresh_token: tokens.refresh })).status).toBe(200);
  });

  test('an access token of the client itself is revoked alone', async () => {
    const ask = (): Promise<string> =>
      formToken(server, { grant_type: 'client_credentials', scope: 'user:read' }, basic(client)).then(({ body }) =>
        String(body.access_token),
      );
    const [one, other] = [await ask(), await ask()];
    await revoke({ token: one });
    expect(await introspected(one)).toEqual({ active: false });
    expect(await introspected(other)).toMatchObject({ active: true });
  });

  test.each(['access_token', 'refresh_token', 'id_token', 'x'])('a hint of %s, right or wrong, changes nothing', async (hint) => {
    const tokens = await obtainTokens(server, client, scope);
    await revoke({ token: tokens.access, token_type_hint: hint });
    expect(await useAccessToken(server, tokens.access)).toBe(401);
    await revoke({ token: tokens.refresh, token_type_hint: hint });
    expect(verdict(await refresh(server, client, { refresh_token: tokens.refresh }))).toEqual([400, 'invalid_grant']);
  });

  test('it is in the audit table, by the id of the token', async () => {
    const tokens = await obtainTokens(server, client, scope);
    await revoke({ token: tokens.refresh });
    const events = await server.storage.read((stores) => stores.audit.list({ action: 'token.revoked', limit: 50 }));
    expect(events.some(({ detail }) => detail['refresh_token_id'] === tokens.refresh.slice(4, 20))).toBe(true);
    expect(JSON.stringify(events)).not.toContain(tokens.refresh.slice(20));
  });
});

describe('RFC 7009 §2.2: any other token is answered 200 with nothing, and nothing happens', () => {
  test('another client’s tokens live on', async () => {
    const tokens = await obtainTokens(server, client, scope);
    for (const token of [tokens.access, tokens.refresh]) {
      const answer = await revoke({ token }, basic(stranger));
      expect([answer.status, answer.text]).toEqual([200, '']);
    }
    expect(await useAccessToken(server, tokens.access)).toBe(200);
    expect((await refresh(server, client, { refresh_token: tokens.refresh })).status).toBe(200);
  });

  test('unknown, revoked, of another kind, garbage', async () => {
    const tokens = await obtainTokens(server, client, scope);
    await revoke({ token: tokens.access });
    const code = await obtainCode(server, client);
    const wrong = tokens.refresh.slice(0, -1) + (tokens.refresh.endsWith('A') ? 'B' : 'A');
    for (const token of [
      tokens.access,
      wrong,
      `hfa_${'0'.repeat(16)}${'A'.repeat(43)}`,
      code,
      client.secret,
      'a.b.c',
      '%00 \u{1f600}',
    ]) {
      const answer = await revoke({ token });
      expect([token, answer.status, answer.text]).toEqual([token, 200, '']);
    }
    expect((await refresh(server, client, { refresh_token: tokens.refresh })).status).toBe(200);
    const request = { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri };
    expect((await formToken(server, request, basic(client))).status).toBe(200);
  });

  test('an access token that expired', async () => {
    const own = await startTestServer();
    const registered = await own.addClient();
    const { access } = await obtainTokens(own, registered);
    own.advance(7200 * 1000);
    const body = new URLSearchParams({ token: access });
    expect((await fetch(`${own.url}/oauth2/revoke`, { method: 'POST', headers: basic(registered), body })).status).toBe(200);
    await own.close();
  });
});

describe('RFC 7009 §2.1: who may ask', () => {
  test('a public client names itself', async () => {
    const open = await server.addClient({ authenticationMethod: 'none', redirectUris: ['https://rp.example/cb'] });
    const { verifier, challenge } = pkcePair();
    const parameters = { scope: 'user:read', code_challenge: challenge, code_challenge_method: 'S256' };
    const code = await obtainCode(server, open, { parameters });
    const named = { client_id: String(open.id) };
    const request = { grant_type: 'authorization_code', code, redirect_uri: open.redirectUri, code_verifier: verifier };
    const { body } = await formToken(server, { ...request, ...named });
    const token = String(body.access_token);
    expect((await revoke({ token, ...named }, {})).status).toBe(200);
    expect(await useAccessToken(server, token)).toBe(401);
  });

  test('without credentials, with a wrong secret, or disguised: 401 and the token lives on', async () => {
    const { access: token } = await obtainTokens(server, client, scope);
    expect((await revoke({ token }, {})).status).toBe(401);
    const wrong = await revoke({ token }, basic({ ...client, secret: 'wrong-secret-of-a-client' }));
    expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Basic')]);
    expect((await revoke({ token, client_id: String(client.id) }, {})).status).toBe(401);
    expect((await revoke({ token, client_id: String(client.id) }, basic(stranger))).status).toBe(401);
    expect(await useAccessToken(server, token)).toBe(200);
  });

  test('in the tally dialect, with the token in the body', async () => {
    const { access: token } = await obtainTokens(server, client, scope);
    await revoke({ token }, { authencation: `Client ${clientJwt(client, server.now())}` });
    expect(await useAccessToken(server, token)).toBe(401);
  });
});

describe('RFC 7009 §2.2.1: a request that is not well formed', () => {
  test.each<readonly [string, [string, string][]]>([
    ['no token', []],
    ['an empty token', [['token', '']]],
    [
      'two tokens',
      [
        ['token', 'a'],
        ['token', 'b'],
      ],
    ],
  ])('%s: invalid_request', async (_title, parameters) => {
    const answer = await revoke(parameters);
    expect([answer.status, JSON.parse(answer.text)]).toEqual([400, expect.objectContaining({ error: 'invalid_request' })]);
  });

  test('GET is 405, a token in the query is not read, and no answer is cached', async () => {
    const { access } = await obtainTokens(server, client, scope);
    expect((await fetch(`${server.url}/oauth2/revoke?token=${access}`, { headers: basic(client) })).status).toBe(405);
    const inQuery = await fetch(`${server.url}/oauth2/revoke?token=${access}`, { method: 'POST', headers: basic(client) });
    expect([inQuery.status, inQuery.headers.get('cache-control')]).toEqual([400, 'no-store']);
    expect(await useAccessToken(server, access)).toBe(200);
    expect((await revoke({ token: 'x' })).headers.get('cache-control')).toBe('no-store');
  });
});

async function introspected(token: string): Promise<unknown> {
  const body = new URLSearchParams({ token });
  return (await fetch(`${server.url}/oauth2/introspect`, { method: 'POST', headers: basic(client), body })).json();
}
