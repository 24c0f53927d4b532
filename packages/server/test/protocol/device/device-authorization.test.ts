import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KEPT_A_MINUTE } from '../../../src/oauth/grant/kept-request-limit.ts';
import { setClient } from '../../support/administration.ts';
import { assertion, byAssertion, clientKey, keyedClient } from '../../support/client-keys.ts';
import { addDeviceClient, answerFor, askForCodes, DEVICE_GRANT, poll } from '../../support/device.ts';
import { basic, clientJwt } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';

let server: TestServer;
let client: TestClient;
let open: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = await addDeviceClient(server);
  open = await addDeviceClient(server, { authenticationMethod: 'none' });
});
afterAll(() => server.close());

function send(fields: Record<string, string> | URLSearchParams, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${server.url}/oauth2/device_authorization`, { method: 'POST', headers, body: new URLSearchParams(fields) });
}

describe('RFC 8628 §5.1: what a public client can make of rows', () => {
  test('is limited per client and address: 429 with Retry-After; one that proves itself goes on', async () => {
    const public_ = await addDeviceClient(server, { authenticationMethod: 'none' });
    for (let asked = 0; asked < KEPT_A_MINUTE.device_code; asked++) expect((await askForCodes(server, public_)).status).toBe(200);
    const { status, headers, body } = await askForCodes(server, public_);
    expect([status, body.error]).toEqual([429, 'temporarily_unavailable']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await askForCodes(server, client)).status).toBe(200);
    expect((await askForCodes(server, open)).status).toBe(200);
  });
});

describe('RFC 8628 §3.2: the device authorization response', () => {
  test('is 200 and JSON with every member, and is not cached', async () => {
    const { status, headers, body } = await askForCodes(server, client);
    expect(status).toBe(200);
    expect([headers.get('cache-control'), headers.get('content-type')]).toEqual(['no-store', 'application/json; charset=utf-8']);
    expect(body).toEqual({
      device_code: expect.stringMatching(/^hfd_[0-9a-z]{16}[A-Za-z0-9_-]{43}$/),
      user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
      verification_uri: `${server.issuer}/oauth2/device`,
      verification_uri_complete: `${server.issuer}/oauth2/device?user_code=${body.user_code}`,
      expires_in: 600,
      interval: 5,
    });
    expect(new URL(body.verification_uri).hash).toBe('');
  });

  test('RFC 8628 §5.2: neither code is stored or logged as it is', async () => {
    const { body } = await askForCodes(server, client);
    const id = body.device_code.slice(4, 20);
    const stored = await server.storage.read(({ deviceCodes }) => deviceCodes.find(id));
    expect(stored?.clientId).toBe(client.id);
    const kept = JSON.stringify(stored) + server.logged.join('\n');
    expect(kept).not.toContain(body.device_code.slice(20));
    expect(kept).not.toContain(body.user_code);
    expect(kept).not.toContain(body.user_code.replace('-', ''));
  });

  test('under an issuer with a path the addresses lie under it, whatever Host says', async () => {
    const nested = await startTestServer({ path: '/auth/v1' });
    const { body } = await askForCodes(nested, await addDeviceClient(nested));
    expect(body.verification_uri).toBe(`${nested.issuer}/oauth2/device`);
    expect((await answerFor(nested, body.user_code)).body).toContain('is connected');
    await nested.close();
  });
});

describe('RFC 8628 §3.1: who may ask', () => {
  test('a client proves itself as at the token endpoint, by each of its methods', async () => {
    const post = { client_id: String(client.id), client_secret: client.secret };
    expect((await send({}, basic(client))).status).toBe(200);
    expect((await send(post)).status).toBe(200);
    expect((await send({}, { authorization: `Client ${clientJwt(client, server.now())}` })).status).toBe(200);
    const key = clientKey();
    const keyed = await addDeviceClient(server, { ...keyedClient([key]), grantTypes: [DEVICE_GRANT], redirectUris: [] });
    expect((await send(byAssertion(await assertion(server, [keyed, key])))).status).toBe(200);
  });

  test('a public client sends its client_id', async () => {
    expect((await send({ client_id: String(open.id) })).status).toBe(200);
  });

  test('without a proof, with a wrong one, or disabled, nobody does', async () => {
    const disabled = await addDeviceClient(server);
    await setClient(server, disabled, { status: 'disabled' });
    const wrong = { ...client, secret: 'wrong'.repeat(6) };
    for (const answer of [
      await send({}),
      await send({ client_id: String(client.id) }),
      await send({ client_id: '4711' }),
      await send({}, basic(wrong)),
      await send({}, basic(disabled)),
    ]) {
      expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([401, 'invalid_client']);
    }
  });

  test('the grant must be enabled for the client', async () => {
    const other = await server.addClient();
    const answer = await askForCodes(server, other);
    expect([answer.status, answer.body.error]).toEqual([400, 'unauthorized_client']);
    const { body } = await askForCodes(server, client);
    expect((await poll(server, other, body.device_code)).body.error).toBe('unauthorized_client');
  });
});

describe('RFC 8628 §3.1: what may be asked for is judged as at the authorization endpoint', () => {
  const cases: readonly (readonly [string, Record<string, string>, string])[] = [
    ['an unknown scope', { scope: 'nonsense' }, 'invalid_scope'],
    ['a malformed scope', { scope: 'openid  email' }, 'invalid_scope'],
    ['RFC 8707 §2: an unknown resource', { resource: 'https://nobody.example/' }, 'invalid_target'],
    ['RFC 8707 §2: a resource with a fragment', { resource: 'https://nobody.example/#x' }, 'invalid_target'],
  ];
  test.each(cases)('%s', async (_, changes, error) => {
    const answer = await askForCodes(server, client, changes);
    expect([answer.status, answer.body.error, answer.headers.get('cache-control')]).toEqual([400, error, 'no-store']);
    expect(answer.body.device_code).toBeUndefined();
  });

  test('more than the client is registered for', async () => {
    const narrow = await addDeviceClient(server, { scope: 'openid' });
    expect((await askForCodes(server, narrow)).body.error).toBe('invalid_scope');
  });

  test('no scope at all is the default one', async () => {
    const preset = await addDeviceClient(server, { defaultScope: 'role:read' });
    const { body } = await askForCodes(server, preset, { scope: '' });
    await answerFor(server, body.user_code);
    expect((await poll(server, preset, body.device_code)).body['scope']).toBe('role:read');
  });
});

describe('RFC 8628 §3.1: how it is reached', () => {
  test('by POST only', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await fetch(`${server.url}/oauth2/device_authorization`, { method });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    }
  });

  test('RFC 6749 §3.2: a parameter that stands twice, JSON, the query, and more than 64 KiB', async () => {
    const twice = new URLSearchParams([
      ['scope', 'openid'],
      ['scope', 'openid'],
    ]);
    expect((await send(twice, basic(client))).status).toBe(400);
    const url = `${server.url}/oauth2/device_authorization`;
    const json = { ...basic(client), 'content-type': 'application/json' };
    expect((await fetch(url, { method: 'POST', headers: json, body: '{"scope":"openid"}' })).status).toBe(400);
    expect((await fetch(`${url}?client_id=${open.id}`, { method: 'POST' })).status).toBe(401);
    expect((await send({ scope: 'x'.repeat(70_000) }, basic(client))).status).toBe(413);
  });

  test('the grant is listed among those a client may be given', async () => {
    const { grantTypes } = (await server.storage.read(({ clients }) => clients.find(client.id))) ?? {};
    expect(grantTypes).toContain(DEVICE_GRANT);
  });
});
