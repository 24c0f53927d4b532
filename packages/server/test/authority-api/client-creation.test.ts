import { afterAll, beforeAll, expect, it } from 'vitest';
import { asSession, asUser, type Send } from '../support/api-callers.ts';
import { startTestServer, type TestClient, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let client: TestClient;
let chief: Send;
let boss: Send;
beforeAll(async () => {
  server = await startTestServer({ clientCreation: 'administrators' });
  await server.addUser({ id: 'chief', systemAdministrator: true });
  await server.addUser({ id: 'boss' });
  client = await server.addClient({ owner: 'boss', rights: ['create_clients'] });
  [chief, boss] = [await asSession(server, 'chief'), await asSession(server, 'boss')];
});
afterAll(() => server.close());

it('clientCreation=administrators: POST /client with a session is for system administrators alone', async () => {
  const refused = await boss('POST', '/client', { fullname: 'Mine', redirect_uri: '' });
  expect([refused.status, refused.body.error_description]).toEqual([403, 'only a system administrator makes clients here']);
  expect((await chief('POST', '/client', { fullname: 'Ours', redirect_uri: '' })).status).toBe(200);
});

it('clientCreation=administrators: nor is a client made by copying one, also by its root super', async () => {
  expect((await boss('POST', `/client/clone?client_id=${client.id}`)).status).toBe(403);
  const own = (await chief('POST', '/client', { fullname: 'Chief’s', redirect_uri: '' })).body;
  expect((await chief('POST', `/client/clone?client_id=${own.id}`)).status).toBe(200);
});

it('clientCreation=administrators: a token of a client with the right create_clients still may', async () => {
  const token = await asUser(server, client, { id: 'boss' });
  expect((await token('POST', '/client', { fullname: 'By token', redirect_uri: '' })).status).toBe(200);
});
