import { randomUUID } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KEPT_A_MINUTE } from '../../../src/oauth/grant/kept-request-limit.ts';
import { setClient } from '../../support/administration.ts';
import { assertion, byAssertion, type ClientKey, clientKey, keyedClient, seconds, signJwt } from '../../support/client-keys.ts';
import { push, pushForm } from '../../support/pushed.ts';
import { basic } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';

const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient();
});
afterAll(() => server.close());

describe('RFC 9126 §2.2: the answer', () => {
  test('is 201 with a reference of ours and how long it lives, and is not cached', async () => {
    const { status, headers, body } = await push(server, client);
    expect([status, body]).toEqual([201, { request_uri: expect.any(String), expires_in: 90 }]);
    expect(body.request_uri).toMatch(/^urn:ietf:params:oauth:request_uri:[0-9a-z]{16}[A-Za-z0-9_-]{43}$/);
    expect([headers.get('cache-control'), headers.get('content-type')]).toEqual(['no-store', 'application/json; charset=utf-8']);
  });

  test('RFC 9126 §7.1: the reference is stored as a hash only, and no credential beside it', async () => {
    const { body } = await push(server, client);
    const id = body.request_uri?.slice(-59, -43) ?? '';
    const stored = await server.storage.read(({ pushedRequests }) => pushedRequests.find(id));
    const text = JSON.stringify(stored);
    expect(stored?.clientId).toBe(client.id);
    expect(text).not.toContain(body.request_uri?.slice(-43));
    expect(text).not.toContain(client.secret);
    expect(server.logged.join('\n')).not.toContain(body.request_uri?.slice(-43));
  });
});

describe('RFC 9126 §2.3: what is kept for clients that prove nothing', () => {
  const S256 = { code_challenge: CHALLENGE, code_challenge_method: 'S256' };
  const addPublic = (): Promise<TestClient> =>
    server.addClient({ authenticationMethod: 'none', redirectUris: ['https://spa.example/callback'] });

  test('of parameters that nobody reads nothing is kept', async () => {
    const { body } = await push(server, await addPublic(), { ...S256, junk: 'x'.repeat(16_000), acr_values: 'y' });
    const id = body.request_uri?.slice(-59, -43) ?? '';
    const stored = await server.storage.read(({ pushedRequests }) => pushedRequests.find(id));
    const names = ['client_id', 'redirect_uri', 'response_type', 'scope', 'state', 'code_challenge', 'code_challenge_method'];
    expect(stored?.parameters.map(([name]) => name)).toEqual(names);
  });

  test('a request of more than 4 KiB is refused; a client that proves itself may push one', async () => {
    const long = { state: 'x'.repeat(5_000) };
    const refused = await push(server, await addPublic(), { ...S256, ...long });
    expect([refused.status, refused.body.error]).toEqual([400, 'invalid_request']);
    expect((await push(server, client, long)).status).toBe(201);
  });

  test('there is a limit per client and address: 429 with Retry-After; others, and who proves itself, go on', async () => {
    const [flooded, other] = [await addPublic(), await addPublic()];
    for (let pushed = 0; pushed < KEPT_A_MINUTE.request; pushed++) expect((await push(server, flooded, S256)).status).toBe(201);
    const { status, headers, body } = await push(server, flooded, S256);
    expect([status, body.error]).toEqual([429, 'temporarily_unavailable']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await push(server, other, S256)).status).toBe(201);
    expect((await push(server, client)).status).toBe(201);
  });
});

describe('RFC 9126 §2.1: who may push', () => {
  test('the client proves itself as at the token endpoint, by each of its methods', async () => {
    const request = { redirect_uri: client.redirectUri, response_type: 'code' };
    expect((await pushForm(server, request, basic(client))).status).toBe(201);
    const key = clientKey();
    const keyed = await server.addClient(keyedClient([key]));
    const proof = byAssertion(await assertion(server, [keyed, key]));
    expect((await pushForm(server, { ...proof, ...request, redirect_uri: keyed.redirectUri })).status).toBe(201);
    const open = await server.addClient({ authenticationMethod: 'none', redirectUris: ['https://spa.example/callback'] });
    expect((await push(server, open, { code_challenge: CHALLENGE, code_challenge_method: 'S256' })).status).toBe(201);
  });

  test('without a proof, or with a wrong one, nobody does', async () => {
    for (const client_secret of [undefined, 'wrong'.repeat(6)]) {
      const answer = await push(server, client, { client_secret });
      expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
    }
    const other = await push(server, client, { client_id: '999' });
    expect([other.status, other.body.error]).toEqual([401, 'invalid_client']);
  });

  test('a disabled client does not', async () => {
    const disabled = await server.addClient();
    await setClient(server, disabled, { status: 'disabled' });
    expect((await push(server, disabled)).status).toBe(401);
  });
});

describe('RFC 9126 §2.1: the request is judged when it is pushed, and errors are JSON (§2.3)', () => {
  const cases: readonly (readonly [string, Record<string, string | undefined>, string])[] = [
    ['a request_uri', { request_uri: 'urn:ietf:params:oauth:request_uri:x' }, 'invalid_request'],
    ['a request_uri elsewhere', { request_uri: 'https://client.example/request' }, 'invalid_request'],
    ['a redirect URI that is not registered', { redirect_uri: 'https://evil.example/' }, 'invalid_request'],
    ['no redirect URI', { redirect_uri: undefined }, 'invalid_request'],
    ['no response type', { response_type: undefined }, 'invalid_request'],
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['another response mode', { response_mode: 'fragment' }, 'invalid_request'],
    ['an unknown scope', { scope: 'nonsense' }, 'invalid_scope'],
    ['RFC 7636 §4.3: the method plain', { code_challenge: CHALLENGE, code_challenge_method: 'plain' }, 'invalid_request'],
    ['a challenge that is none', { code_challenge: 'short', code_challenge_method: 'S256' }, 'invalid_request'],
    ['RFC 8707 §2: an unknown resource', { resource: 'https://nobody.example/' }, 'invalid_target'],
    ['a request object that is none', { request: 'nonsense' }, 'invalid_request_object'],
    ['more than 16,384 characters', { state: 'x'.repeat(17_000) }, 'invalid_request'],
  ];
  test.each(cases)('%s', async (_, changes, error) => {
    const answer = await push(server, client, changes);
    expect([answer.status, answer.body.error]).toEqual([400, error]);
    expect(answer.body.request_uri).toBeUndefined();
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('a parameter that stands twice', async () => {
    const form = new URLSearchParams({ client_id: String(client.id), client_secret: client.secret, response_type: 'code' });
    form.append('redirect_uri', client.redirectUri);
    form.append('redirect_uri', 'https://evil.example/');
    const answer = await pushForm(server, form);
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
  });

  test('RFC 7636: a public client pushes a challenge', async () => {
    const open = await server.addClient({ authenticationMethod: 'none', redirectUris: ['https://spa.example/callback'] });
    expect((await push(server, open)).body.error).toBe('invalid_request');
  });
});

describe('RFC 9449 §10.1: a DPoP proof beside a pushed request', () => {
  async function proof(key: ClientKey): Promise<string> {
    const claims = { jti: randomUUID(), htm: 'POST', htu: `${server.issuer}/oauth2/par`, iat: seconds(server) };
    const { kid: _, ...jwk } = key.jwk;
    return signJwt(key, claims, { typ: 'dpop+jwt', kid: undefined, jwk });
  }

  test('binds the code to its key, and contradicts no dpop_jkt', async () => {
    const key = clientKey();
    const jkt = await calculateJwkThumbprint({ ...key.jwk });
    const form = {
      client_id: String(client.id),
      client_secret: client.secret,
      redirect_uri: client.redirectUri,
      response_type: 'code',
    };
    const bound = await pushForm(server, form, { dpop: await proof(key) });
    const id = bound.body.request_uri?.slice(-59, -43) ?? '';
    const stored = await server.storage.read(({ pushedRequests }) => pushedRequests.find(id));
    expect(stored?.parameters).toContainEqual(['dpop_jkt', jkt]);
    expect((await pushForm(server, { ...form, dpop_jkt: jkt }, { dpop: await proof(key) })).status).toBe(201);
    const other = await pushForm(server, { ...form, dpop_jkt: 'A'.repeat(43) }, { dpop: await proof(key) });
    expect([other.status, other.body.error]).toEqual([400, 'invalid_dpop_proof']);
    const once = await proof(key);
    expect((await pushForm(server, form, { dpop: once })).status).toBe(201);
    expect((await pushForm(server, form, { dpop: once })).body.error).toBe('invalid_dpop_proof');
  });
});

describe('RFC 9126 §2: how it is reached', () => {
  test('by POST only', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await fetch(`${server.url}/oauth2/par`, { method });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    }
  });

  test('RFC 9126 §2.3: more than 64 KiB is 413, and parameters in the query are not read', async () => {
    expect((await push(server, client, { state: 'x'.repeat(70_000) })).status).toBe(413);
    const query = new URLSearchParams({ client_id: String(client.id), client_secret: client.secret, response_type: 'code' });
    const answer = await fetch(`${server.url}/oauth2/par?${query}`, { method: 'POST', body: new URLSearchParams({ x: '1' }) });
    expect(answer.status).toBe(401);
  });

  test('JSON is not read', async () => {
    const body = JSON.stringify({ client_id: String(client.id), client_secret: client.secret });
    const answer = await fetch(`${server.url}/oauth2/par`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: 'invalid_request' }]);
  });
});
