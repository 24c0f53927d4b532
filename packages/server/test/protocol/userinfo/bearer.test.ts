import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setStatus } from '../../support/administration.ts';
import { openIdTokens } from '../../support/openid-flow.ts';
import { basic, formToken } from '../../support/tally-client.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';

let server: TestServer;
let access: string;

beforeAll(async () => {
  server = await startTestServer();
  ({ access } = await openIdTokens(server, await server.addClient()));
});
afterAll(() => server.close());

/** Status, challenge and error of an answer of the userinfo endpoint, to compare at once. */
async function verdict(init: RequestInit = {}, query = ''): Promise<{ status: number; challenge: string | null; body: unknown }> {
  const response = await fetch(`${server.url}/oauth2/userinfo${query}`, init);
  const text = await response.text();
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    body: text === '' ? undefined : JSON.parse(text),
  };
}

function bearer(token: string): RequestInit {
  return { headers: { authorization: `Bearer ${token}` } };
}

function form(fields: Record<string, string>): RequestInit {
  return { method: 'POST', body: new URLSearchParams(fields) };
}

describe('RFC 6750 §2: where the access token may stand', () => {
  test.each(['Bearer', 'bearer', 'BEARER', 'bEaReR'])('RFC 6750 §2.1: the scheme %s, in any case', async (scheme) => {
    expect((await verdict({ headers: { authorization: `${scheme} ${access}` } })).status).toBe(200);
  });

  test('RFC 6750 §2.2: the form of a POST', async () => {
    expect((await verdict(form({ access_token: access }))).status).toBe(200);
  });

  test('RFC 6750 §2.2: not the body of a GET, and not JSON', async () => {
    const json = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ access_token: access }),
    };
    expect((await verdict(json)).status).toBe(400);
  });

  test('RFC 9700 §4.3.2: never the query, of either method, alone or beside a header', async () => {
    for (const init of [{}, { method: 'POST' }, bearer(access)]) {
      expect(await verdict(init, `?access_token=${access}`)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    }
  });

  test('RFC 6750 §3.1: two ways at once are invalid_request, 400', async () => {
    const both = { ...form({ access_token: access }), ...bearer(access) };
    const answer = await verdict(both);
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    expect(answer.challenge).toMatch(/^Bearer realm="[^"]+", error="invalid_request", error_description="[^"]+"$/);
  });

  test('RFC 6750 §3.1: the same parameter twice is invalid_request, 400', async () => {
    const twice = `access_token=${access}&access_token=${access}`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await verdict({ method: 'POST', headers, body: twice })).status).toBe(400);
  });

  test.each(['Bearer', 'Bearer ', 'Bearer  two-spaces', 'Bearer a b', 'Bearer "x"', 'Bearer a,b', 'Bearer =x'])(
    'RFC 6750 §3.1: the malformed header %j is invalid_request, 400',
    async (authorization) => {
      expect(await verdict({ headers: { authorization } })).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    },
  );
});

describe('RFC 6750 §3: WWW-Authenticate', () => {
  test('RFC 6750 §3.1: no credentials at all: 401 with the scheme, and no error code or other word of an error', async () => {
    for (const init of [{}, { method: 'POST' }, { headers: { authorization: 'Basic eDp5' } }]) {
      expect(await verdict(init)).toEqual({ status: 401, challenge: `Bearer realm="${server.issuer}"`, body: {} });
    }
  });

  test.each([
    ['garbage', () => 'garbage'],
    ['a JWT of nobody', () => 'eyJhbGciOiJub25lIn0.e30.'],
    ['the token with one letter changed', () => `${access.slice(0, -1)}${access.endsWith('A') ? 'B' : 'A'}`],
    ['a refresh token', async () => (await openIdTokens(server, await server.addClient())).refresh],
  ])('RFC 6750 §3.1: %s is invalid_token, 401', async (_title, token) => {
    const answer = await verdict(bearer(await token()));
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_token' } });
    expect(answer.challenge).toBe(
      `Bearer realm="${server.issuer}", error="invalid_token", error_description="the access token is unknown, expired or revoked"`,
    );
  });

  test('RFC 6750 §3.1: expired, revoked and of a frozen user: invalid_token, 401', async () => {
    const user = await server.addUser();
    const tokens = await openIdTokens(server, await server.addClient(), { user });
    await setStatus(server, user.id, 'frozen');
    expect((await verdict(bearer(tokens.access))).status).toBe(401);
    const other = await openIdTokens(server, await server.addClient());
    await fetch(`${server.url}/oauth2/token?access_token=${other.access}`, { method: 'DELETE', ...bearer(other.access) });
    expect((await verdict(bearer(other.access))).status).toBe(401);
    const third = await openIdTokens(server, await server.addClient());
    server.advance(7_201_000);
    expect((await verdict(bearer(third.access))).status).toBe(401);
    ({ access } = await openIdTokens(server, await server.addClient()));
  });

  test('RFC 6750 §3.1: a token without openid is insufficient_scope, 403, with the scope that is needed', async () => {
    const tokens = await openIdTokens(server, await server.addClient(), { parameters: { scope: 'all:all profile' } });
    const answer = await verdict(bearer(tokens.access));
    expect(answer).toMatchObject({ status: 403, body: { error: 'insufficient_scope' } });
    expect(answer.challenge).toMatch(
      /^Bearer realm="[^"]+", error="insufficient_scope", error_description="[^"]+", scope="openid"$/,
    );
  });

  test('RFC 6750 §3.1: a token of a client that acts for itself is insufficient_scope, 403', async () => {
    const client = await server.addClient({ grantTypes: ['client_credentials'] });
    const answer = await formToken(server, { grant_type: 'client_credentials' }, basic(client));
    expect((await verdict(bearer(answer.body.access_token ?? ''))).status).toBe(403);
  });

  test('RFC 6750 §5.3: nothing that was sent stands in the answer', async () => {
    const answer = await verdict(bearer('secret-looking-thing'));
    expect(JSON.stringify(answer)).not.toContain('secret-looking-thing');
    expect(server.logged.join('\n')).not.toContain('secret-looking-thing');
  });
});
