import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setClient, setStatus } from '../../support/administration.ts';
import { basic, clientJwt, formToken, obtainCode, obtainTokens } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { refresh } from '../../support/token-checks.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient({ grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'] });
});
afterAll(() => server.close());

type Answer = { readonly status: number; readonly body: Record<string, unknown>; readonly headers: Headers };

async function introspect(
  parameters: Record<string, string> | readonly (readonly [string, string])[],
  headers: Record<string, string> = basic(client),
): Promise<Answer> {
  const pairs = Array.isArray(parameters) ? parameters : Object.entries(parameters);
  const body = new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value]));
  const response = await fetch(`${server.url}/oauth2/introspect`, { method: 'POST', headers, body });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, unknown> };
}

const INACTIVE = { active: false };

describe('RFC 7662 §2.2: what is said of a token', () => {
  test('an access token of a user', async () => {
    const user = await server.addUser();
    const { access } = await obtainTokens(server, client, { user, parameters: { scope: 'user:read role:read' } });
    const { status, body } = await introspect({ token: access });
    expect(status).toBe(200);
    const now = Math.floor(server.now() / 1000);
    expect(body).toEqual({
      active: true,
      scope: 'role:read user:read',
      client_id: String(client.id),
      sub: user.id,
      username: user.id,
      aud: String(client.id),
      iss: server.issuer,
      iat: expect.any(Number),
      nbf: body['iat'],
      exp: expect.any(Number),
      acr: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
      auth_time: expect.any(Number),
      jti: access.slice(4, 20),
      token_type: 'Bearer',
    });
    expect(Number(body['exp']) - Number(body['iat'])).toBe(7200);
    expect(Math.abs(Number(body['iat']) - now)).toBeLessThanOrEqual(60);
  });

  test('an access token of the client itself has the client as its subject and no username', async () => {
    const { body } = await formToken(server, { grant_type: 'client_credentials', scope: 'role:read' }, basic(client));
    const answer = await introspect({ token: String(body.access_token) });
    expect(answer.body).toMatchObject({ active: true, sub: `client-${client.id}`, scope: 'role:read' });
    expect(answer.body).not.toHaveProperty('username');
  });

  test('a refresh token is active without a token_type, and never taken for an access token', async () => {
    const tokens = await obtainTokens(server, client);
    const { body } = await introspect({ token: tokens.refresh, token_type_hint: 'access_token' });
    expect(body).toMatchObject({ active: true });
    expect(body).not.toHaveProperty('token_type');
  });

  test('§2.1: a hint that is wrong or unknown changes nothing', async () => {
    const { access } = await obtainTokens(server, client);
    for (const hint of ['refresh_token', 'something_else']) {
      expect((await introspect({ token: access, token_type_hint: hint })).body).toMatchObject({ active: true });
    }
  });

  test('§4: the answer is not cached', async () => {
    expect((await introspect({ token: 'x' })).headers.get('cache-control')).toBe('no-store');
  });

  test('openid-client reads it', async () => {
    const metadata = { issuer: server.issuer, introspection_endpoint: `${server.url}/oauth2/introspect` };
    const config = new openid.Configuration(metadata, String(client.id), client.secret);
    openid.allowInsecureRequests(config);
    const { access } = await obtainTokens(server, client);
    expect(await openid.tokenIntrospection(config, access)).toMatchObject({ active: true, token_type: 'Bearer' });
    expect(await openid.tokenIntrospection(config, 'nothing')).toEqual(INACTIVE);
  });
});

describe('RFC 7662 §2.2: of any other token exactly {"active":false} is said, with 200', () => {
  type Make = () => Promise<string>;
  const dead: Readonly<Record<string, Make>> = {
    'an unknown one': async () => `hfa_${'0'.repeat(16)}${'A'.repeat(43)}`,
    garbage: async () => '%00 \u{1f600}',
    'one whose secret was changed': async () => {
      const { access } = await obtainTokens(server, client);
      return access.slice(0, -1) + (access.endsWith('A') ? 'B' : 'A');
    },
    'a code': () => obtainCode(server, client),
    'the secret of the client': async () => client.secret,
    'an access token of another client': async () => (await obtainTokens(server, await server.addClient())).access,
    'a refresh token of another client': async () => (await obtainTokens(server, await server.addClient())).refresh,
    'a refresh token that was rotated': async () => {
      const tokens = await obtainTokens(server, client);
      await refresh(server, client, { refresh_token: tokens.refresh });
      return tokens.refresh;
    },
    'an access token that was ended': async () => {
      const { access } = await obtainTokens(server, client);
      const ended = await fetch(`${server.url}/oauth2/token?access_token=${access}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${access}` },
      });
      expect(ended.status).toBe(200);
      return access;
    },
    'an access token of a user who is frozen': async () => (await frozen()).access,
    'a refresh token of a user who is frozen': async () => (await frozen()).refresh,
  };
  async function frozen(): ReturnType<typeof obtainTokens> {
    const user = await server.addUser();
    const tokens = await obtainTokens(server, client, { user });
    // Seen alive first: what is remembered of it must not outlive the change.
    expect((await introspect({ token: tokens.access })).body).toMatchObject({ active: true });
    expect((await introspect({ token: tokens.refresh })).body).toMatchObject({ active: true });
    await setStatus(server, user.id, 'frozen');
    return tokens;
  }
  test.each(Object.entries(dead))('%s', async (_title, make) => {
    const answer = await introspect({ token: await make() });
    expect([answer.status, answer.body]).toEqual([200, INACTIVE]);
  });

  test('an access token that expired', async () => {
    const own = await startTestServer();
    const registered = await own.addClient();
    const { access } = await obtainTokens(own, registered);
    own.advance(7200 * 1000);
    const response = await fetch(`${own.url}/oauth2/introspect`, {
      method: 'POST',
      headers: basic(registered),
      body: new URLSearchParams({ token: access }),
    });
    expect([response.status, await response.json()]).toEqual([200, INACTIVE]);
    await own.close();
  });
});

describe('RFC 7662 §2.1: only a client that proves who it is may ask', () => {
  test('without credentials: 401 with the scheme to use', async () => {
    const answer = await introspect({ token: 'x' }, {});
    expect([answer.status, answer.body['error']]).toEqual([401, 'invalid_client']);
    expect(answer.headers.get('www-authenticate')).toContain('Basic');
  });

  test('a wrong secret: 401', async () => {
    const answer = await introspect({ token: 'x' }, basic({ ...client, secret: 'wrong-secret-of-a-client' }));
    expect([answer.status, answer.body['error']]).toEqual([401, 'invalid_client']);
  });

  test('a public client: 401, also about its own token', async () => {
    const open = await server.addClient({ authenticationMethod: 'none', redirectUris: ['https://rp.example/cb'] });
    const answer = await introspect({ token: 'x', client_id: String(open.id) }, {});
    expect([answer.status, answer.body['error']]).toEqual([401, 'invalid_client']);
  });

  test('a disabled client: 401', async () => {
    const other = await server.addClient();
    expect((await introspect({ token: 'x' }, basic(other))).status).toBe(200);
    await setClient(server, other, { status: 'disabled' });
    expect((await introspect({ token: 'x' }, basic(other))).status).toBe(401);
  });

  test('the tally dialect may ask, with the token in the body', async () => {
    const { access } = await obtainTokens(server, client);
    const headers = { authencation: `Client ${clientJwt(client, server.now())}` };
    expect((await introspect({ token: access }, headers)).body).toMatchObject({ active: true });
    const inQuery = await fetch(`${server.url}/oauth2/introspect?token=${access}`, { method: 'POST', headers });
    expect(inQuery.status).toBe(400);
  });

  test('a client set to refuse repeated JWTs is refused the second time here too', async () => {
    const strict = await server.addClient({ refuseJwtReplay: true });
    const headers = { authencation: `Client ${clientJwt(strict, server.now())}` };
    expect((await introspect({ token: 'x' }, headers)).status).toBe(200);
    expect((await introspect({ token: 'x' }, headers)).status).toBe(401);
  });

  test('twenty wrong secrets shut the address out, at this endpoint and at the token endpoint alike', async () => {
    const own = await server.addClient();
    const wrong = basic({ ...own, secret: 'wrong-secret-of-a-client' });
    for (let attempt = 0; attempt < 20; attempt++) await introspect({ token: 'x' }, wrong);
    expect((await introspect({ token: 'x' }, basic(own))).status).toBe(429);
    expect((await formToken(server, { grant_type: 'refresh_token', refresh_token: 'x' }, basic(own))).status).toBe(429);
  });
});

describe('RFC 7662 §2.1: a request that is not well formed', () => {
  test.each<readonly [string, readonly (readonly [string, string])[]]>([
    ['no token', []],
    ['an empty token', [['token', '']]],
    [
      'two tokens',
      [
        ['token', 'a'],
        ['token', 'b'],
      ],
    ],
    [
      'two hints',
      [
        ['token', 'a'],
        ['token_type_hint', 'b'],
        ['token_type_hint', 'c'],
      ],
    ],
  ])('%s: invalid_request', async (_title, parameters) => {
    const answer = await introspect(parameters);
    expect([answer.status, answer.body['error']]).toEqual([400, 'invalid_request']);
  });

  test('JSON: invalid_request; GET: 405', async () => {
    const headers = { ...basic(client), 'content-type': 'application/json' };
    const json = await fetch(`${server.url}/oauth2/introspect`, { method: 'POST', headers, body: '{"token":"x"}' });
    const get = await fetch(`${server.url}/oauth2/introspect?token=x`, { headers: basic(client) });
    expect([json.status, get.status]).toEqual([400, 405]);
  });
});
