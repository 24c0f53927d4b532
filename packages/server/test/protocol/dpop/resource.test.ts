import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DpopTestKey, dpopProof, dpopTestKey, type ProofRequest } from '../../support/dpop.ts';
import { basic, formToken, obtainCode, obtainTokens } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';

let server: TestServer;
let client: TestClient;
let bound: string;
const key = dpopTestKey();

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient();
  bound = await boundToken();
});
afterAll(() => server.close());

async function boundToken(): Promise<string> {
  const code = await obtainCode(server, client, { parameters: { scope: 'openid user:read' } });
  const request = { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri };
  const dpop = dpopProof(key, { url: `${server.issuer}/oauth2/token`, now: server.now() });
  const { body } = await formToken(server, request, { ...basic(client), dpop });
  return body.access_token ?? '';
}

const PATHS = ['/oauth2/userinfo', '/api2/user', '/api/user'] as const;

function proof(
  path: string,
  token: string,
  { by = key, ...changes }: Partial<ProofRequest> & { readonly by?: DpopTestKey } = {},
): string {
  return dpopProof(by, { method: 'GET', url: `${server.issuer}${path}`, now: server.now(), token, ...changes });
}

async function call(
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; challenge: string; nonce: string | null }> {
  const response = await fetch(`${server.url}${path}`, { headers });
  await response.text();
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate') ?? '',
    nonce: response.headers.get('dpop-nonce'),
  };
}

describe.each(PATHS)('RFC 9449 §7 at %s', (path) => {
  test('§7.1: a bound token with the scheme DPoP and a proof with ath works, once', async () => {
    const headers = { authorization: `DPoP ${bound}`, dpop: proof(path, bound) };
    expect((await call(path, headers)).status).toBe(200);
    const again = await call(path, headers);
    expect([again.status, again.challenge]).toEqual([
      401,
      expect.stringMatching(/^DPoP .*error="invalid_dpop_proof".*algs="[^"]*ES256/),
    ]);
  });

  test('§7.2: a bound token as a bearer token is refused with a challenge for DPoP, bare too', async () => {
    for (const authorization of [`Bearer ${bound}`, `bearer ${bound}`]) {
      const answer = await call(path, { authorization });
      expect([answer.status, answer.challenge]).toEqual([401, expect.stringMatching(/^DPoP .*error="invalid_token"/)]);
    }
    expect((await call(path, { authorization: bound })).status).toBe(401);
  });

  test('§7.1: a proof beside the scheme Bearer, no proof, and a token that is bound to no key', async () => {
    const { access } = await obtainTokens(server, client, { parameters: { scope: 'openid user:read' } });
    expect((await call(path, { authorization: `Bearer ${access}`, dpop: proof(path, access) })).status).toBe(401);
    expect((await call(path, { authorization: `DPoP ${access}`, dpop: proof(path, access) })).status).toBe(401);
    expect((await call(path, { authorization: `DPoP ${bound}` })).status).toBe(401);
    expect((await call(path, { authorization: `Bearer ${access}` })).status).toBe(200);
  });

  const bad: Readonly<Record<string, () => string>> = {
    'by another key': () => proof(path, bound, { by: dpopTestKey() }),
    'without ath': () => proof(path, bound, { claims: { ath: undefined } }),
    'for another token': () => proof(path, `${bound}x`),
    'for another path': () => proof('/oauth2/token', bound),
    'for another method': () => proof(path, bound, { method: 'POST' }),
    'that is too old': () => proof(path, bound, { now: server.now() - 120_000 }),
  };
  test.each(Object.entries(bad))('§4.3: a proof %s is refused', async (_title, make) => {
    const answer = await call(path, { authorization: `DPoP ${bound}`, dpop: make() });
    expect([answer.status, answer.challenge]).toEqual([401, expect.stringContaining('DPoP ')]);
  });

  test('§9: a nonce that is not ours is answered use_dpop_nonce with one that is', async () => {
    const answer = await call(path, { authorization: `DPoP ${bound}`, dpop: proof(path, bound, { claims: { nonce: 'old' } }) });
    expect([answer.status, answer.challenge]).toEqual([401, expect.stringContaining('error="use_dpop_nonce"')]);
    const nonce = answer.nonce ?? '';
    const next = await call(path, { authorization: `DPoP ${bound}`, dpop: proof(path, bound, { claims: { nonce } }) });
    expect(next.status).toBe(200);
  });
});

test('RFC 9449 §7: DELETE /oauth2/token ends a bound token only with a proof', async () => {
  const token = await boundToken();
  const path = '/oauth2/token';
  const end = (headers: Record<string, string>): Promise<number> =>
    fetch(`${server.url}${path}?access_token=${token}`, { method: 'DELETE', headers }).then(({ status }) => status);
  expect(await end({ authorization: `Bearer ${token}` })).toBe(401);
  expect(await end({ authorization: `DPoP ${token}` })).toBe(401);
  expect(await end({ authorization: `DPoP ${token}`, dpop: proof(path, token, { method: 'DELETE' }) })).toBe(200);
});
