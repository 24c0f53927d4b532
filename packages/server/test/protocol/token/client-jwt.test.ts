import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rotate } from '../../support/administration.ts';
import { basic, clientJwt, formToken, obtainCode, signJwt, type TokenAnswer, tokenRequest } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { verdict } from '../../support/token-checks.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient();
});
afterAll(() => server.close());

/** A token request with a fresh code in the query and these headers. */
async function withHeaders(headers: Record<string, string>, from: TestClient = client, extra = ''): Promise<TokenAnswer> {
  const query = new URLSearchParams({
    grant_type: 'authorization_code',
    code: await obtainCode(server, from),
    redirect_uri: from.redirectUri,
  });
  return tokenRequest(`${server.url}/oauth2/token?${query}${extra}`, { headers });
}

const jwt = (members: Record<string, unknown> = {}, header: Record<string, unknown> = {}): string =>
  clientJwt(client, server.now(), { members, header });

describe('contract §3: the spellings of the header', () => {
  test.each([
    ['Authencation: Client <jwt> (the seed)', (text: string) => ({ Authencation: `Client ${text}` })],
    ['Authorization: Client <jwt>', (text: string) => ({ Authorization: `Client ${text}` })],
    ['Authorization: <jwt>', (text: string) => ({ Authorization: text })],
    [
      'authencation: client <jwt> (RFC 9110 §11.1: schemes and names are case-insensitive)',
      (text: string) => ({ authencation: `client ${text}` }),
    ],
  ])('%s', async (_title, headers) => {
    expect((await withHeaders(headers(jwt()))).status).toBe(200);
  });

  test('the same JWT under both names is one proof', async () => {
    const text = jwt();
    expect((await withHeaders({ Authencation: `Client ${text}`, Authorization: `Client ${text}` })).status).toBe(200);
  });

  test('two different JWTs are none', async () => {
    const answer = await withHeaders({ Authencation: `Client ${jwt()}`, Authorization: `Client ${jwt()}` });
    expect(verdict(answer)).toEqual([401, 'invalid_client']);
  });
});

describe('contract §3: where parameters are read', () => {
  test('a parameter whose name we do not know is ignored', async () => {
    expect((await withHeaders({ Authencation: `Client ${jwt()}` }, client, '&unknown=1&__proto__=2')).status).toBe(200);
  });

  test('the ?client_id that existing clients send is ignored when it equals id', async () => {
    expect((await withHeaders({ Authencation: `Client ${jwt()}` }, client, `&client_id=${client.id}`)).status).toBe(200);
  });

  test('a client_id that does not equal id is invalid_client', async () => {
    const answer = await withHeaders({ Authencation: `Client ${jwt()}` }, client, '&client_id=4711');
    expect(verdict(answer)).toEqual([401, 'invalid_client']);
  });

  test('an empty client_id counts as absent (RFC 6749 §3.1)', async () => {
    expect((await withHeaders({ Authencation: `Client ${jwt()}` }, client, '&client_id=')).status).toBe(200);
  });

  test('client_jwt with a form body is a standard client’s request', async () => {
    const form = { grant_type: 'authorization_code', code: await obtainCode(server, client), redirect_uri: client.redirectUri };
    expect((await formToken(server, form, { Authencation: `Client ${jwt()}` })).status).toBe(200);
  });

  test('contract §3: a parameter in the query and in the body is invalid_request', async () => {
    const form = { grant_type: 'authorization_code', code: await obtainCode(server, client), redirect_uri: client.redirectUri };
    const both = await tokenRequest(`${server.url}/oauth2/token?grant_type=authorization_code`, {
      headers: { Authencation: `Client ${jwt()}` },
      body: new URLSearchParams(form),
    });
    expect(verdict(both)).toEqual([400, 'invalid_request']);
    expect((await formToken(server, form, { Authencation: `Client ${jwt()}` })).status).toBe(200);
  });

  test('contract §3: the query is not read beside a body, be it of a single unknown parameter', async () => {
    const query = new URLSearchParams({
      grant_type: 'authorization_code',
      code: await obtainCode(server, client),
      redirect_uri: client.redirectUri,
    });
    const answer = await tokenRequest(`${server.url}/oauth2/token?${query}`, {
      headers: { Authencation: `Client ${jwt()}` },
      body: new URLSearchParams({ x: '1' }),
    });
    expect(verdict(answer)).toEqual([400, 'invalid_request']);
  });

  test('contract §3: the query is not read for any other client authentication', async () => {
    const credentials = { client_id: String(client.id), client_secret: client.secret };
    const query = new URLSearchParams({
      grant_type: 'authorization_code',
      code: await obtainCode(server, client),
      redirect_uri: client.redirectUri,
    });
    const answer = await tokenRequest(`${server.url}/oauth2/token?${query}`, { body: new URLSearchParams(credentials) });
    expect(verdict(answer)).toEqual([400, 'invalid_request']);
  });

  test('contract §3: nor for client_secret_basic with an empty body', async () => {
    const query = { grant_type: 'authorization_code', code: await obtainCode(server, client), redirect_uri: client.redirectUri };
    const answer = await tokenRequest(`${server.url}/oauth2/token?${new URLSearchParams(query)}`, { headers: basic(client) });
    expect(verdict(answer)).toEqual([400, 'invalid_request']);
    expect((await formToken(server, query, basic(client))).status).toBe(200);
  });

  test('contract §3: client_secret is never read from a query', async () => {
    const query = new URLSearchParams({
      grant_type: 'authorization_code',
      code: await obtainCode(server, client),
      redirect_uri: client.redirectUri,
      client_id: String(client.id),
      client_secret: client.secret,
    });
    expect(verdict(await tokenRequest(`${server.url}/oauth2/token?${query}`, {}))).toEqual([401, 'invalid_client']);
  });
});

describe('contract §3: the JWT', () => {
  const send = async (text: string): Promise<[number, string | undefined]> =>
    verdict(await withHeaders({ Authencation: `Client ${text}` }));
  const at = (offset: number): Record<string, string> => ({ time: String(Math.floor(server.now() / 1000) + offset) });
  const ACCEPTED = [200, undefined];
  const REFUSED = [401, 'invalid_client'];

  test('nonce may be missing, and other members are ignored', async () => {
    expect(await send(jwt({ nonce: undefined }))).toEqual(ACCEPTED);
    expect(await send(jwt({ exp: 1, nbf: 9e9, aud: 'x', deep: { a: [1] } }))).toEqual(ACCEPTED);
  });

  test('typ may be missing, and kid, jku and jwk are not looked at', async () => {
    expect(
      await send(jwt({}, { typ: undefined, kid: '../key', jku: 'http://127.0.0.1:1/', jwk: { kty: 'oct', k: 'AAAA' } })),
    ).toEqual(ACCEPTED);
  });

  test('valid for 300 s after time', async () => {
    expect(await send(jwt(at(-295)))).toEqual(ACCEPTED);
    expect(await send(jwt(at(-301)))).toEqual(REFUSED);
  });

  test('at most 60 s in the future', async () => {
    expect(await send(jwt(at(58)))).toEqual(ACCEPTED);
    expect(await send(jwt(at(65)))).toEqual(REFUSED);
  });

  test('the same JWT is accepted until its window has passed, and not after', async () => {
    const text = jwt();
    expect(await send(text)).toEqual(ACCEPTED);
    server.advance(290_000);
    expect(await send(text)).toEqual(ACCEPTED);
    server.advance(15_000);
    expect(await send(text)).toEqual(REFUSED);
  });

  test('the key is the UTF-8 bytes of the secret as given, existing ones of 22 characters included', async () => {
    const old = await server.addClient({ secret: 'MA0L8JYSNWO8CLSXZ3OTVG' });
    expect((await withHeaders({ Authencation: `Client ${clientJwt(old, server.now())}` }, old)).status).toBe(200);
    const wrong = { ...old, secret: 'MA0L8JYSNWO8CLSXZ3OTVg' };
    expect(verdict(await withHeaders({ Authencation: `Client ${clientJwt(wrong, server.now())}` }, old))).toEqual(REFUSED);
  });

  test('a secret that looks like base64 is used as it is, not decoded', async () => {
    const old = await server.addClient({ secret: 'c2VjcmV0c2VjcmV0c2VjcmV0' });
    const decoded = { ...old, secret: Buffer.from(old.secret, 'base64').toString('latin1') };
    expect((await withHeaders({ Authencation: `Client ${clientJwt(old, server.now())}` }, old)).status).toBe(200);
    expect(verdict(await withHeaders({ Authencation: `Client ${clientJwt(decoded, server.now())}` }, old))).toEqual(REFUSED);
  });

  test('while --keep-old lasts the old secret works beside the new one, and not after', async () => {
    const rotated = await server.addClient();
    const renewed = await rotate(server, rotated, 3600);
    const verdictOf = async (of: TestClient): Promise<number> =>
      (await withHeaders({ Authencation: `Client ${clientJwt(of, server.now())}` }, of)).status;
    expect([await verdictOf(rotated), await verdictOf(renewed)]).toEqual([200, 200]);
    server.advance(3_601_000);
    expect([await verdictOf(rotated), await verdictOf(renewed)]).toEqual([401, 200]);
  });

  test('a rotation that keeps nothing ends the old secret at once', async () => {
    const rotated = await server.addClient();
    const renewed = await rotate(server, rotated, 0);
    expect((await withHeaders({ Authencation: `Client ${clientJwt(rotated, server.now())}` }, renewed)).status).toBe(401);
  });

  test('RFC 8725 §3.1: nothing but HS256, whatever the signature', async () => {
    for (const alg of ['none', 'NONE', 'HS384', 'HS512', 'RS256', 'hs256', '', 0, null])
      expect(await send(jwt({}, { alg }))).toEqual(REFUSED);
  });

  test('RFC 7515 §4.1.11: a critical header', async () => {
    expect(await send(jwt({}, { crit: ['x'], x: 1 }))).toEqual(REFUSED);
  });
});

describe('contract §3: replay', () => {
  test('existing clients repeat nonces, so equal JWTs are accepted inside the window', async () => {
    const text = jwt({ nonce: 'same' });
    expect((await withHeaders({ Authencation: `Client ${text}` })).status).toBe(200);
    expect((await withHeaders({ Authencation: `Client ${text}` })).status).toBe(200);
  });

  test('a client that refuses repeats: equal id, time and nonce is a repeat, however it is encoded', async () => {
    const strict = await server.addClient({ refuseJwtReplay: true });
    const claims = { id: String(strict.id), time: String(Math.floor(server.now() / 1000)), nonce: 'n-1' };
    const first = signJwt({ alg: 'HS256', typ: 'JWT' }, claims, strict.secret);
    const again = signJwt(
      { typ: 'JWT', alg: 'HS256' },
      { nonce: claims.nonce, extra: 1, time: claims.time, id: claims.id },
      strict.secret,
    );
    expect((await withHeaders({ Authencation: `Client ${first}` }, strict)).status).toBe(200);
    expect(verdict(await withHeaders({ Authencation: `Client ${first}` }, strict))).toEqual([401, 'invalid_client']);
    expect(verdict(await withHeaders({ Authorization: again }, strict))).toEqual([401, 'invalid_client']);
    const other = signJwt({ alg: 'HS256' }, { ...claims, nonce: 'n-2' }, strict.secret);
    expect((await withHeaders({ Authencation: `Client ${other}` }, strict)).status).toBe(200);
  });

  test.each([undefined, ''])('a client that refuses repeats must send a nonce (%j)', async (nonce) => {
    const strict = await server.addClient({ refuseJwtReplay: true });
    const text = clientJwt(strict, server.now(), { members: { nonce } });
    expect(verdict(await withHeaders({ Authencation: `Client ${text}` }, strict))).toEqual([401, 'invalid_client']);
  });

  test('of twenty simultaneous uses of one JWT one succeeds', async () => {
    const strict = await server.addClient({ refuseJwtReplay: true });
    const headers = { Authencation: `Client ${clientJwt(strict, server.now())}` };
    const query = 'grant_type=refresh_token&refresh_token=none';
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => tokenRequest(`${server.url}/oauth2/token?${query}`, { headers })),
    );
    expect(answers.filter(({ body }) => body.error === 'invalid_grant')).toHaveLength(1);
    expect(answers.filter(({ body }) => body.error === 'invalid_client')).toHaveLength(19);
  });
});
