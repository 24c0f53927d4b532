import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setClient, setStatus } from '../../support/administration.ts';
import { dpopProof, dpopTestKey } from '../../support/dpop.ts';
import { basic, formToken, obtainCode, type TokenAnswer } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { expiry, useAccessToken, verdict } from '../../support/token-checks.ts';

const URI = 'https://api.example/v1';

let server: TestServer;
let client: TestClient;
let api: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  const grantTypes = ['authorization_code', 'refresh_token', 'client_credentials'] as const;
  const allowed_resources = [URI, 'https://given-up.example/', 'https://gone.example/'];
  client = await server.addClient({ grantTypes, refreshGraceSeconds: 10, metadata: { allowed_resources } });
  api = await server.addClient({ metadata: { resource_indicators: [URI], access_token_format: 'jwt' } });
});
afterAll(() => server.close());

async function ofUser(userId?: string): Promise<TokenAnswer> {
  const user = userId === undefined ? await server.addUser() : await server.addUser({ id: userId });
  const code = await obtainCode(server, client, { user, parameters: { scope: 'openid', resource: URI } });
  return formToken(server, { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri }, basic(client));
}

function ofClient(headers: Record<string, string> = {}): Promise<TokenAnswer> {
  return formToken(server, { grant_type: 'client_credentials', resource: URI }, { ...basic(client), ...headers });
}

async function verified(token: string): Promise<Awaited<ReturnType<typeof jwtVerify>>> {
  const keys = createRemoteJWKSet(new URL(`${server.url}/oauth2/jwks`));
  return jwtVerify(token, keys, { issuer: server.issuer, audience: URI, typ: 'at+jwt', currentDate: new Date(server.now()) });
}

async function introspect(token: string, by: TestClient = client): Promise<Record<string, unknown>> {
  const body = new URLSearchParams({ token });
  const response = await fetch(`${server.url}/oauth2/introspect`, { method: 'POST', headers: basic(by), body });
  return (await response.json()) as Record<string, unknown>;
}

describe('RFC 9068 §2: a JWT access token, where its resource server wants one', () => {
  test('§2.1, §2.2: header and claims of a user’s token', async () => {
    const answer = await ofUser('alice');
    const token = String(answer.body.access_token);
    const { payload, protectedHeader } = await verified(token);
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: expect.any(String) });
    expect(payload).toEqual({
      iss: server.issuer,
      sub: 'alice',
      aud: URI,
      client_id: String(client.id),
      iat: expect.any(Number),
      exp: Number(payload.iat) + 300,
      jti: expect.any(String),
      scope: 'openid',
      auth_time: expect.any(Number),
      acr: expect.any(String),
      amr: ['pwd'],
    });
    expect(answer.body).toMatchObject({ expires_in: 300, token_type: 'Bearer', scope: 'openid' });
    expect(answer.body.refresh_token).toMatch(/^hfr_/);
  });

  test.each(['RS256', 'ES256', 'EdDSA'] as const)('§2.1: signed by %s, as the resource server registered', async (alg) => {
    await setClient(server, api, { metadata: { access_token_signed_response_alg: alg } });
    const token = String((await ofClient()).body.access_token);
    expect(decodeProtectedHeader(token).alg).toBe(alg);
    await verified(token);
    await setClient(server, api, { metadata: { access_token_signed_response_alg: 'ES256' } });
  });

  test('RFC 9700 §4.15: a client that acts for itself is a subject that no user can be', async () => {
    const { payload } = await verified(String((await ofClient()).body.access_token));
    expect(payload).toMatchObject({ sub: `client-${client.id}`, client_id: String(client.id) });
    expect(payload).not.toHaveProperty('auth_time');
    await expect(server.addUser({ id: `client-${client.id}` })).rejects.toThrow('invalid');
    const { payload: person } = await verified(String((await ofUser(String(client.id))).body.access_token));
    expect(person.sub).not.toBe(payload.sub);
  });

  test('RFC 9449 §6.1: one that is bound to a key says so', async () => {
    const key = dpopTestKey();
    const answer = await ofClient({ dpop: dpopProof(key, { url: `${server.issuer}/oauth2/token`, now: server.now() }) });
    expect(answer.body['token_type']).toBe('DPoP');
    const { payload } = await verified(String(answer.body.access_token));
    expect(payload['cnf']).toEqual({ jkt: key.jkt });
  });

  test('§2.2.1: auth_time stays what it was after a refresh, and a lost answer is given again with the same claims', async () => {
    const first = await ofUser();
    const before = (await verified(String(first.body.access_token))).payload;
    server.advance(90_000);
    const again = { grant_type: 'refresh_token', refresh_token: String(first.body.refresh_token) };
    const [one, two] = [await formToken(server, again, basic(client)), await formToken(server, again, basic(client))];
    const claims = (await verified(String(one.body.access_token))).payload;
    expect(claims['auth_time']).toBe(before['auth_time']);
    expect(claims.iat).toBeGreaterThan(Number(before.iat));
    expect((await verified(String(two.body.access_token))).payload).toEqual(claims);
    expect(two.body.refresh_token).toBe(one.body.refresh_token);
  });

  test('the scopes roles and permissions tell of the user at the resource server', async () => {
    const user = await server.addUser();
    const code = await obtainCode(server, client, { user, parameters: { scope: 'openid roles permissions', resource: URI } });
    const request = { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri };
    const { body } = await formToken(server, request, basic(client));
    const { payload } = await verified(String(body.access_token));
    expect(payload).toMatchObject({ roles: [], permissions: [], authority_epoch: expect.any(Number) });
    const seen = await introspect(String(body.access_token), api);
    expect(seen).toMatchObject({ roles: [], permissions: [], authority_epoch: payload['authority_epoch'] });
  });
});

describe('RFC 9068 §4: where it works', () => {
  test('at none of our own APIs', async () => {
    const token = String((await ofUser()).body.access_token);
    expect(await useAccessToken(server, token)).toBe(401);
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${server.url}/oauth2/userinfo`, { headers })).status).toBe(401);
  });

  test('RFC 7662 §2.2: it is introspected by its client and by its resource server, and by no other', async () => {
    const token = String((await ofUser()).body.access_token);
    for (const by of [client, api]) {
      expect(await introspect(token, by)).toMatchObject({
        active: true,
        aud: URI,
        token_type: 'Bearer',
        client_id: String(client.id),
      });
    }
    expect(await introspect(token, await server.addClient())).toEqual({ active: false });
  });

  test('RFC 7009 §2.1: revoked, it is inactive; nobody but its client can', async () => {
    const token = String((await ofUser()).body.access_token);
    const revoke = (by: TestClient): Promise<Response> =>
      fetch(`${server.url}/oauth2/revoke`, { method: 'POST', headers: basic(by), body: new URLSearchParams({ token }) });
    await revoke(api);
    expect(await introspect(token, api)).toMatchObject({ active: true });
    expect(await expiry(server, { access_token: token })).toMatchObject({ is_access_expired: false });
    await revoke(client);
    expect(await introspect(token, api)).toEqual({ active: false });
    expect(await expiry(server, { access_token: token })).toMatchObject({ is_access_expired: true });
  });

  test('a frozen user, a disabled client, an expired token: inactive', async () => {
    const user = await server.addUser();
    const code = await obtainCode(server, client, { user, parameters: { scope: 'openid', resource: URI } });
    const request = { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri };
    const token = String((await formToken(server, request, basic(client))).body.access_token);
    expect(await introspect(token, api)).toMatchObject({ active: true });
    await setStatus(server, user.id, 'frozen');
    expect(await introspect(token, api)).toEqual({ active: false });
    const other = String((await ofClient()).body.access_token);
    server.advance(301_000);
    expect(await introspect(other, api)).toEqual({ active: false });
  });

  test('a resource server that gave its resource up learns nothing more', async () => {
    const uri = 'https://given-up.example/';
    const former = await server.addClient({ metadata: { resource_indicators: [uri], access_token_format: 'jwt' } });
    const { body } = await formToken(server, { grant_type: 'client_credentials', resource: uri }, basic(client));
    expect(await introspect(String(body.access_token), former)).toMatchObject({ active: true });
    await setClient(server, former, { metadata: { resource_indicators: [] } });
    expect(await introspect(String(body.access_token), former)).toEqual({ active: false });
  });
});

test('security §1: 2,500 mutated JWT access tokens, and none is taken', async () => {
  const token = String((await ofUser()).body.access_token);
  const id = String((await server.addUser()).id);
  const good = String(((await ofUser(`${id}-jwt`)).body as { id_token?: string }).id_token);
  const parts = token.split('.');
  const mutated = new Set<string>([good, `${parts[0]}.${parts[1]}.`, `${parts[0]}.${parts[1]}`]);
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = decodeProtectedHeader(token);
  for (const change of [{ alg: 'none' }, { alg: 'HS256' }, { typ: 'JWT' }, { kid: 'x' }, { crit: ['exp'] }, { jwk: {} }]) {
    mutated.add(`${part({ ...header, ...change })}.${parts[1]}.${parts[2]}`);
  }
  for (let seed = 1; mutated.size < 2_500; seed++) {
    const place = (seed * 48_271) % token.length;
    const letter = 'AZaz09-_.='[seed % 10] ?? 'A';
    const kinds = [
      token.slice(0, place) + letter + token.slice(place + 1),
      token.slice(0, place) + token.slice(place + 1),
      token.slice(0, place) + letter + token.slice(place),
    ];
    const text = kinds[seed % 3] ?? '';
    if (text !== token) mutated.add(text);
  }
  const all = [...mutated];
  const taken: string[] = [];
  for (let from = 0; from < all.length; from += 50) {
    const batch = all.slice(from, from + 50);
    const answers = await Promise.all(batch.map((text) => introspect(text, api)));
    taken.push(...batch.filter((_, index) => answers[index]?.['active'] !== false));
  }
  expect(taken).toEqual([]);
  expect(await introspect(token, api)).toMatchObject({ active: true });
});

test('security §1.2: a disabled resource server is no target, and its tokens are not made anew', async () => {
  const uri = 'https://gone.example/';
  const gone = await server.addClient({ metadata: { resource_indicators: [uri], access_token_format: 'jwt' } });
  const code = await obtainCode(server, client, { parameters: { scope: 'openid', resource: uri } });
  const request = { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri };
  const first = await formToken(server, request, basic(client));
  await setClient(server, gone, { status: 'disabled' });
  const again = { grant_type: 'refresh_token', refresh_token: String(first.body.refresh_token) };
  expect(verdict(await formToken(server, again, basic(client)))).toEqual([400, 'invalid_target']);
});
