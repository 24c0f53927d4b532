import { afterAll, beforeAll, expect, it } from 'vitest';
import { asSession, type Send } from '../support/api-callers.ts';
import { startTestServer, type TestClient, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let client: TestClient;
let boss: Send;
let passing: Send;

beforeAll(async () => {
  server = await startTestServer();
  for (const id of ['boss', 'passing', 'owner', 'eve']) await server.addUser({ id });
  client = await server.addClient({ owner: 'boss', fullname: 'Warehouse' });
  boss = await asSession(server, 'boss');
  passing = await asSession(server, 'passing');
  const [root] = (await boss('GET', `/roles?client_id=${client.id}`)).body;
  const expires_at = new Date(server.now() + 3_600_000).toISOString();
  const membership = [{ user_id: 'passing', role_type: 'super', expires_at }];
  expect((await boss('POST', `/roleUsers/${root.id}?client_id=${client.id}`, membership)).status).toBe(200);
});
afterAll(() => server.close());

it.each([
  ['PUT', '/client/secret', { keep_old_seconds: 3600 }],
  ['PUT', '/client', { redirect_uri: 'https://evil.example/cb' }],
  ['POST', '/client/clone', { fullname: 'Copy' }],
] as const)(
  'authority §2 rule 8: a root super whose right ends gets nothing that outlives it: %s %s',
  async (method, path, body) => {
    const url = `${path}?client_id=${client.id}`;
    expect((await passing(method, url, body)).status).toBe(403);
    expect((await boss(method, url, body)).status).toBe(200);
  },
);

it('authority §2 rule 9: a dry run on a group tells its owner nothing of clients where they reach no role', async () => {
  const owner = await asSession(server, 'owner');
  expect((await owner('POST', '/group', { name: 'crew' })).status).toBe(200);
  const [root] = (await boss('GET', `/roles?client_id=${client.id}`)).body;
  expect((await boss('POST', `/roleGroups/${root.id}?client_id=${client.id}`, ['crew'])).status).toBe(200);
  const answer = await owner('POST', '/groupuser?dry_run=true', { group: 'crew', user: 'eve' });
  expect([answer.status, answer.body]).toEqual([200, { dry_run: true, clients: [] }]);
});

it('whoever may not edit a group does not learn who exists', async () => {
  const eve = await asSession(server, 'eve');
  const known = await eve('POST', '/groupuser', { group: 'crew', user: 'boss' });
  const unknown = await eve('POST', '/groupuser', { group: 'crew', user: 'nobody-of-this-name' });
  expect(unknown.status).toBe(404);
  expect(unknown.body).toEqual(known.body);
});
