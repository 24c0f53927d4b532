import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setClient, setStatus } from '../support/administration.ts';
import { asClient, asNobody, asSession, asUser, sender } from '../support/api-callers.ts';
import { clientJwt } from '../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let client: TestClient;
beforeAll(async () => {
  server = await startTestServer();
  for (const id of ['boss', 'ann', 'zoe']) await server.addUser({ id });
  client = await server.addClient({ owner: 'boss' });
});
afterAll(() => server.close());

describe('credentials (contract/authority.md §3)', () => {
  it('are asked for by 401 with a challenge: as text under /api, as JSON under /api2', async () => {
    const nobody = asNobody(server);
    const text = await nobody('GET', '/api/roles');
    expect([text.status, text.headers.get('content-type'), text.body]).toEqual([
      401,
      'text/plain; charset=utf-8',
      'credentials are required',
    ]);
    expect(text.headers.get('www-authenticate')).toBe(`Bearer realm="${server.issuer}"`);
    const json = await nobody.with({ authorization: 'Bearer hfa_wrong' })('GET', '/api2/roles');
    expect([json.status, json.body.error]).toEqual([401, 'invalid_token']);
    expect(json.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it('take an access token also without its scheme', async () => {
    const { tokens } = await asUser(server, client, { id: 'boss' });
    const bare = sender(server, () => ({ authorization: tokens.access }));
    expect((await bare('GET', '/user')).body.id).toBe('boss');
  });

  it('take a client JWT from Authorization, bare, and from Authencation, also from both alike', async () => {
    const jwt = clientJwt(client, server.now());
    for (const headers of [
      { authorization: `Client ${jwt}` },
      { authorization: jwt },
      { authencation: `Client ${jwt}` },
      { authencation: jwt, authorization: `Client ${jwt}` },
    ]) {
      expect((await sender(server, () => headers)('GET', '/client')).body.id).toBe(client.id);
    }
  });

  it('of two kinds at once are none', async () => {
    const { tokens } = await asUser(server, client, { id: 'boss' });
    const { cookie } = await asSession(server, 'boss');
    const jwt = clientJwt(client, server.now());
    for (const headers of [
      { authorization: `Bearer ${tokens.access}`, cookie },
      { authorization: `Bearer ${tokens.access}`, authencation: `Client ${jwt}` },
      { authencation: `Client ${jwt}`, cookie },
      { authorization: `Client ${jwt}`, authencation: `Client ${clientJwt(client, server.now())}` },
    ]) {
      expect((await sender(server, () => headers)('GET', '/user')).status).toBe(401);
    }
  });

  it('of a client are only of the method that is registered', async () => {
    const other = await server.addClient({ owner: 'boss', authenticationMethod: 'client_secret_basic' });
    expect((await asClient(server, other)('GET', '/client')).status).toBe(401);
    const basic = `Basic ${Buffer.from(`${other.id}:${other.secret}`).toString('base64')}`;
    expect((await sender(server, () => ({ authorization: basic }))('GET', '/client')).status).toBe(401);
  });

  it('of a client that refuses repeats work once', async () => {
    const strict = await server.addClient({ owner: 'boss', refuseJwtReplay: true });
    const authorization = `Client ${clientJwt(strict, server.now())}`;
    const once = sender(server, () => ({ authorization }));
    expect([(await once('GET', '/client')).status, (await once('GET', '/client')).status]).toEqual([200, 401]);
  });

  it('of a client with a wrong secret are counted: after 20 failures even the right one waits', async () => {
    const guessed = await server.addClient({ owner: 'boss' });
    const wrong = asClient(server, { ...guessed, secret: 'x'.repeat(43) });
    for (let guess = 0; guess < 21; guess++) expect((await wrong('GET', '/client')).status).toBe(401);
    expect((await asClient(server, guessed)('GET', '/client')).status).toBe(401);
    server.advance(10 * 60_000 + 1_000);
    expect((await asClient(server, guessed)('GET', '/client')).status).toBe(200);
  });

  it('of a session name the client they are about', async () => {
    const boss = await asSession(server, 'boss');
    expect((await boss('GET', '/roles')).body.error_description).toMatch(/^client_id: /);
    expect((await boss('GET', `/roles?client_id=${client.id}`)).body[0].name).toMatch(/-root$/);
    expect((await boss('GET', '/roles?client_id=424242')).status).toBe(404);
  });

  it('of a token and of a client name no other client than their own', async () => {
    const other = await server.addClient({ owner: 'boss' });
    const boss = await asUser(server, client, { id: 'boss' });
    for (const send of [boss, asClient(server, client)]) {
      expect((await send('GET', `/roles?client_id=${other.id}`)).status).toBe(403);
      expect((await send('GET', `/roles?client_id=${client.id}`)).status).toBe(200);
    }
    expect((await boss('GET', '/roles?client_id=1&client_id=1')).status).toBe(400);
  });
});

describe('disabled means disabled', () => {
  it('a user who is frozen or deleted has no token and no session left, and holds nothing, at once', async () => {
    await server.addUser({ id: 'gone' });
    const own = await asUser(server, client, { id: 'gone' });
    const session = await asSession(server, 'gone');
    const app = asClient(server, client);
    const [resource] = (await app('POST', '/resources', [{ name: 'door' }])).body;
    const role = (await app('POST', '/roles', { name: 'keepers', parent_id: (await app('GET', '/roles')).body[0].id })).body;
    await app('POST', `/roleResources/${role}`, [resource]);
    await app('POST', `/roleUsers/${role}`, [{ user_id: 'gone', role_type: 'admin' }]);
    const check = async (): Promise<unknown> => (await app('GET', '/checkResource?user_id=gone&resource_name=door')).body;
    expect([(await own('GET', '/roles')).status, await check()]).toEqual([200, true]);
    for (const status of ['frozen', 'delete'] as const) {
      await setStatus(server, 'gone', status);
      expect([(await own('GET', '/user')).status, (await session('GET', '/user')).status, await check()]).toEqual([
        401,
        401,
        false,
      ]);
      await setStatus(server, 'gone', 'active');
      expect([(await own('GET', '/user')).status, await check()]).toEqual([401, true]);
    }
  });

  it('a client that is disabled has neither tokens nor JWTs that work', async () => {
    const other = await server.addClient({ owner: 'boss' });
    const boss = await asUser(server, other, { id: 'boss' });
    await setClient(server, other, { status: 'disabled' });
    expect([(await boss('GET', '/user')).status, (await asClient(server, other)('GET', '/client')).status]).toEqual([401, 401]);
    const session = await asSession(server, 'boss');
    expect((await session('PUT', `/client/status/active?client_id=${other.id}`)).body).toEqual({
      id: other.id,
      status: 'active',
    });
    expect((await boss('GET', '/user')).status).toBe(200);
  });
});
