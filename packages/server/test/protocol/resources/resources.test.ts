import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '../../../src/oauth/client/client-registration.ts';
import { personalSecret, setClient } from '../../support/administration.ts';
import { authorizeUrl, basic, formToken, redirected, signInAt, signJwt, type TokenAnswer } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { useAccessToken, verdict } from '../../support/token-checks.ts';

const [A, A2, B] = ['https://a.example/api', 'urn:example:a2', 'https://b.example/'];

let server: TestServer;
let client: TestClient;
let apiA: TestClient;
let apiB: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  const grantTypes = ['authorization_code', 'refresh_token', 'client_credentials', 'password'] as const;
  const allowed_resources = [A, A2, B, 'https://moving.example/'];
  client = await server.addClient({ grantTypes, metadata: { allowed_resources } });
  apiA = await server.addClient({ metadata: { resource_indicators: [A, A2] } });
  apiB = await server.addClient({ metadata: { resource_indicators: [B] } });
});
afterAll(() => server.close());

/** The parameters of the redirect of a request with these resources. */
async function authorize(...resources: string[]): Promise<URLSearchParams> {
  const named = resources.map((resource) => `&resource=${encodeURIComponent(resource)}`).join('');
  const url = authorizeUrl(server, client, { scope: 'openid user:read' }) + named;
  return redirected(await signInAt(url, await server.addUser()));
}

function token(parameters: Record<string, string>, ...resources: string[]): Promise<TokenAnswer> {
  const body = new URLSearchParams(parameters);
  for (const resource of resources) body.append('resource', resource);
  return fetch(`${server.url}/oauth2/token`, { method: 'POST', headers: basic(client), body }).then(async (response) => ({
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as TokenAnswer['body'],
  }));
}

async function redeem(granted: readonly string[], ...asked: string[]): Promise<TokenAnswer> {
  const code = (await authorize(...granted)).get('code') ?? '';
  return token({ grant_type: 'authorization_code', code, redirect_uri: client.redirectUri }, ...asked);
}

async function audience(answer: TokenAnswer, by: TestClient = client): Promise<unknown> {
  const body = new URLSearchParams({ token: String(answer.body.access_token) });
  const response = await fetch(`${server.url}/oauth2/introspect`, { method: 'POST', headers: basic(by), body });
  return ((await response.json()) as { aud?: unknown }).aud;
}

describe('RFC 8707 §2.1: resource at the authorization endpoint', () => {
  test.each([
    ['that nobody serves', 'https://nobody.example/'],
    ['with a fragment', `${A}#part`],
    ['with an empty fragment', `${A}#`],
    ['that is relative', '/api'],
    ['that is no URI', 'a b'],
    ['that is longer than 2,048 characters', `https://a.example/${'a'.repeat(2_048)}`],
    ['that is not ASCII', 'https://a.example/ü'],
    ['whose path differs', `${A}/`],
    ['whose path differs in case', 'https://a.example/API'],
  ])('a resource %s: invalid_target', async (_title, resource) => {
    const url = `${authorizeUrl(server, client)}&resource=${encodeURIComponent(resource)}`;
    const response = await fetch(url, { redirect: 'manual' });
    const answer = new URL(response.headers.get('location') ?? '').searchParams;
    expect([response.status, answer.get('error'), answer.get('iss')]).toEqual([303, 'invalid_target', server.issuer]);
  });

  test('more than ten resources: invalid_target, and nothing is looked up', async () => {
    const many = Array.from({ length: 11 }, (_, index) => `&resource=${encodeURIComponent(`${A}?${index}`)}`).join('');
    const response = await fetch(authorizeUrl(server, client) + many, { redirect: 'manual' });
    expect(new URL(response.headers.get('location') ?? '').searchParams.get('error')).toBe('invalid_target');
  });

  test('several of several servers may be named; empty ones count as absent', async () => {
    expect((await authorize(A, B, '')).get('code')).not.toBeNull();
  });
});

describe('RFC 8707 §2.2: resource at the token endpoint', () => {
  test('none named: the token is for what was granted, and aud is exactly that', async () => {
    expect(await audience(await redeem([A]))).toBe(A);
    expect(await audience(await redeem([A, A2]))).toEqual([A, A2]);
  });

  test('a subset of what was granted', async () => {
    expect(await audience(await redeem([A, A2, B], A2))).toBe(A2);
  });

  test('scheme and host in any case, everything else exactly', async () => {
    expect(await audience(await redeem([A], 'HTTPS://A.Example/api'))).toBe(A);
    expect(verdict(await redeem([A], 'https://a.example/Api'))).toEqual([400, 'invalid_target']);
  });

  test('what was not granted: invalid_target, and the code is not used up', async () => {
    const code = (await authorize(A)).get('code') ?? '';
    const request = { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri };
    expect(verdict(await token(request, B))).toEqual([400, 'invalid_target']);
    expect(verdict(await token(request, 'https://nobody.example/'))).toEqual([400, 'invalid_target']);
    expect((await token(request, A)).status).toBe(200);
    expect(verdict(await redeem([], A))).toEqual([400, 'invalid_target']);
  });

  test('of two resource servers at once: invalid_target, since one could use the token at the other', async () => {
    expect(verdict(await redeem([A, B]))).toEqual([400, 'invalid_target']);
    expect(verdict(await redeem([A, B], A, B))).toEqual([400, 'invalid_target']);
    expect(verdict(await redeem([A, server.issuer], A, server.issuer))).toEqual([400, 'invalid_target']);
  });

  test('a refresh token serves one subset and then another of the grant', async () => {
    const first = await redeem([A, B], A);
    const refresh = (answer: TokenAnswer, ...resources: string[]): Promise<TokenAnswer> =>
      token({ grant_type: 'refresh_token', refresh_token: String(answer.body.refresh_token) }, ...resources);
    const second = await refresh(first, B);
    expect(await audience(second)).toBe(B);
    expect(verdict(await refresh(second, 'https://nobody.example/'))).toEqual([400, 'invalid_target']);
    expect(await audience(await refresh(second, A))).toBe(A);
  });

  test('client_credentials, of one resource server', async () => {
    const ask = { grant_type: 'client_credentials' };
    expect(await audience(await token(ask, A, A2))).toEqual([A, A2]);
    expect(verdict(await token(ask, A, B))).toEqual([400, 'invalid_target']);
    expect(verdict(await token(ask, 'https://nobody.example/'))).toEqual([400, 'invalid_target']);
  });

  test('grant_type=password', async () => {
    const user = await server.addUser();
    const claims = { username: user.id, time: String(Math.floor(server.now() / 1000)) };
    const username = signJwt({ alg: 'HS256', typ: 'JWT' }, claims, await personalSecret(server, user.id));
    expect(await audience(await token({ grant_type: 'password', username }, B))).toBe(B);
  });
});

describe('RFC 8707 §2: a token works at its resource only', () => {
  test('not at our own APIs, which the issuer names', async () => {
    const foreign = String((await redeem([A, server.issuer], A)).body.access_token);
    expect(await useAccessToken(server, foreign)).toBe(401);
    const userinfo = await fetch(`${server.url}/oauth2/userinfo`, { headers: { authorization: `Bearer ${foreign}` } });
    expect([userinfo.status, userinfo.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('invalid_token')]);
    const own = String((await redeem([A, server.issuer], server.issuer)).body.access_token);
    expect(await useAccessToken(server, own)).toBe(200);
  });

  test('whoever was shown it cannot end its user’s session with it', async () => {
    const answer = await redeem([A]);
    const foreign = String(answer.body.access_token);
    const headers = { authorization: `Bearer ${foreign}` };
    expect((await fetch(`${server.url}/oauth2/token?access_token=${foreign}`, { method: 'DELETE', headers })).status).toBe(200);
    expect(await audience(answer)).toBeUndefined();
    const again = { grant_type: 'refresh_token', refresh_token: String(answer.body.refresh_token) };
    expect((await token(again)).status).toBe(200);
  });

  test('RFC 7662 §2.1: its resource server may introspect it, another may not', async () => {
    const answer = await redeem([A]);
    expect(await audience(answer, apiA)).toBe(A);
    expect(await audience(answer, apiB)).toBeUndefined();
  });
});

describe('RFC 8707 §3: who may ask for a resource', () => {
  test('a client that was not allowed it gets invalid_target, whatever its user once allowed it, and so with every grant', async () => {
    const grantTypes = ['authorization_code', 'refresh_token', 'client_credentials'] as const;
    const stranger = await server.addClient({ grantTypes });
    const own = { grant_type: 'client_credentials', resource: A };
    expect(verdict(await formToken(server, own, basic(stranger)))).toEqual([400, 'invalid_target']);
    const query = new URLSearchParams({
      ...{ client_id: String(stranger.id), redirect_uri: stranger.redirectUri, response_type: 'code' },
      ...{ scope: 'openid roles', resource: A, prompt: 'none' },
    });
    const answer = await fetch(`${server.url}/oauth2/authorize?${query}`, { redirect: 'manual' });
    expect(new URL(answer.headers.get('location') ?? '').searchParams.get('error')).toBe('invalid_target');
    await setClient(server, stranger, { metadata: { allowed_resources: [A] } });
    expect((await formToken(server, own, basic(stranger))).status).toBe(200);
    await setClient(server, stranger, { metadata: { allowed_resources: [] } });
    expect(verdict(await formToken(server, own, basic(stranger)))).toEqual([400, 'invalid_target']);
  });

  test('a client may ask for what it serves itself', async () => {
    const uri = 'https://own.example/';
    const self = await server.addClient({ grantTypes: ['client_credentials'], metadata: { resource_indicators: [uri] } });
    const own = { grant_type: 'client_credentials', resource: uri };
    expect((await formToken(server, own, basic(self))).status).toBe(200);
  });
});

describe('RFC 8707 §2: a resource is one client’s', () => {
  test('a second client cannot register it, in any spelling, and nothing of it stays', async () => {
    for (const uri of [A, 'HTTPS://a.EXAMPLE/api']) {
      const { storage, keys } = server;
      const act = { keys, origin: { actor: 'system', address: '', requestId: '' }, now: server.now() };
      const draft = { fullname: `Thief of ${uri}`, metadata: { resource_indicators: [uri, 'https://free.example/'] } };
      const outcome = await storage.transact((stores) => createClient({ stores, ...act }, draft));
      expect(outcome).toEqual({ ok: false, problems: [expect.objectContaining({ member: 'resource_indicators' })] });
    }
    const other = await server.addClient({ metadata: { resource_indicators: ['https://free.example/'] } });
    await expect(setClient(server, other, { metadata: { resource_indicators: [A] } })).rejects.toThrow('resource_indicators');
  });

  test('one that is given up is no target any more, at once, and may be another’s', async () => {
    const uri = 'https://moving.example/';
    const ask = { grant_type: 'client_credentials' };
    const first = await server.addClient({ metadata: { resource_indicators: [uri] } });
    expect((await token(ask, uri)).status).toBe(200);
    await setClient(server, first, { metadata: { resource_indicators: [] } });
    expect(verdict(await token(ask, uri))).toEqual([400, 'invalid_target']);
    const second = await server.addClient({ metadata: { resource_indicators: [uri] } });
    expect((await token(ask, uri)).status).toBe(200);
    await setClient(server, second, { status: 'disabled' });
    expect(verdict(await token(ask, uri))).toEqual([400, 'invalid_target']);
  });
});

test('OAuth 2.1 §3.2: no other parameter may be repeated beside resource', async () => {
  const parameters = new URLSearchParams([
    ['grant_type', 'client_credentials'],
    ['scope', 'role:read'],
    ['scope', 'role:read'],
    ['resource', A],
    ['resource', A2],
  ]);
  const response = await fetch(`${server.url}/oauth2/token`, { method: 'POST', headers: basic(client), body: parameters });
  expect(response.status).toBe(400);
  expect(verdict(await formToken(server, { grant_type: 'client_credentials' }, basic(client)))[0]).toBe(200);
});
