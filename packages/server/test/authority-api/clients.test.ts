import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setClient } from '../support/administration.ts';
import { asClient, asSession, asUser, type Send } from '../support/api-callers.ts';
import { startTestServer, type TestClient, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let client: TestClient;
let boss: Send;
let ann: Send;
beforeAll(async () => {
  server = await startTestServer();
  for (const id of ['boss', 'ann', 'zoe']) await server.addUser({ id });
  client = await server.addClient({ owner: 'boss', fullname: 'Warehouse' });
  boss = await asSession(server, 'boss');
  ann = await asSession(server, 'ann');
});
afterAll(() => server.close());

describe('POST /client', () => {
  it('makes a client with a root role named after it, in which its maker is super', async () => {
    const uris = 'https://one.example/cb|https://two.example/cb';
    const made = await ann('POST', '/client', { fullname: 'Shop', redirect_uri: uris });
    expect(made.body).toEqual({
      id: expect.any(Number),
      fullname: 'Shop',
      secret: expect.stringMatching(/^[\w-]{43}$/),
      redirect_uri: uris,
      created_by: 'ann',
      root_role_id: expect.any(Number),
      root_role_name: 'Shop-root',
    });
    const [membership] = (await ann('GET', `/roleUsers?client_id=${made.body.id}`)).body;
    expect(membership).toEqual({ role_id: made.body.root_role_id, user_id: 'ann', role_type: 'super' });
    expect((await boss('GET', `/roles?client_id=${made.body.id}`)).status).toBe(403);
  });

  it('refuses a name that is taken and a redirect URI that may not be', async () => {
    expect((await ann('POST', '/client', { fullname: 'Warehouse', redirect_uri: '' })).status).toBe(409);
    const wrong = await ann('POST', '/client', { fullname: 'Odd', redirect_uri: 'javascript:alert(1)' });
    expect([wrong.status, wrong.body.error_description]).toEqual([400, expect.stringMatching(/^redirect_uri: /)]);
  });

  it('by a token only where its client was given create_clients', async () => {
    const token = await asUser(server, client, { id: 'ann', scope: 'client:write' });
    expect((await token('POST', '/client', { fullname: 'By token' })).status).toBe(403);
    await setClient(server, client, { rights: ['create_clients'] });
    expect((await token('POST', '/client', { fullname: 'By token' })).body.created_by).toBe('ann');
  });
});

describe('/client', () => {
  it('shows its secret to its own JWT alone', async () => {
    expect((await asClient(server, client)('GET', '/client')).body).toMatchObject({ secret: client.secret, user_id: 'boss' });
    expect((await boss('GET', `/client?client_id=${client.id}`)).body.secret).toBe('');
    expect((await ann('GET', `/client?client_id=${client.id}`)).status).toBe(403);
  });

  it('is changed by a root super, member by member', async () => {
    const changed = await boss('PUT', `/client?client_id=${client.id}`, { redirect_uri: 'https://new.example/cb' });
    expect(changed.body).toEqual({ id: client.id, fullname: 'Warehouse', redirect_uri: 'https://new.example/cb' });
    expect((await ann('PUT', `/client?client_id=${client.id}`, { fullname: 'Mine' })).status).toBe(403);
    await boss('PUT', `/client?client_id=${client.id}`, { redirect_uri: client.redirectUri });
  });

  it('gets a new secret, beside which the old one works as long as is said', async () => {
    const other = await server.addClient({ owner: 'boss' });
    const path = `/client/secret?client_id=${other.id}`;
    const kept = (await boss('PUT', path, { keep_old_seconds: 60 })).body;
    expect((await asClient(server, other)('GET', '/client')).status).toBe(200);
    const next = { ...other, secret: kept.secret };
    expect((await asClient(server, next)('GET', '/client')).status).toBe(200);
    await boss('PUT', path);
    expect((await asClient(server, next)('GET', '/client')).status).toBe(401);
    expect((await ann('PUT', path)).status).toBe(403);
  });

  it('says in a dry run who would lose what by disabling it', async () => {
    const app = asClient(server, client);
    await app('POST', '/resources', [{ name: 'shelf' }]);
    const { body } = await boss('PUT', `/client/status/disabled?dry_run=1&client_id=${client.id}`);
    expect(body).toMatchObject({ dry_run: true, users: { losing: 1 }, administrators: { losing: 1 } });
    expect((await app('GET', '/client')).body.status).toBe('active');
  });

  it('is cloned with tree, resources, memberships and links, and without what an operator gave', async () => {
    const app = asClient(server, client);
    const [resource] = (await app('POST', '/resources', [{ name: 'copied', data: 'd' }])).body;
    const parent = (await app('GET', '/roles')).body[0].id;
    const upper = (await app('POST', '/roles', { name: 'upper', parent_id: parent })).body;
    const lower = (await app('POST', '/roles', { name: 'lower', parent_id: upper })).body;
    await app('POST', `/roleResources/${upper}`, [resource]);
    await app('POST', `/roleUsers/${lower}`, [{ user_id: 'zoe', role_type: 'admin' }]);
    const copy = (await boss('POST', `/client/clone?client_id=${client.id}`)).body;
    expect([copy.fullname, copy.secret === client.secret]).toEqual(['Warehouse-copy', false]);
    const [tree] = (await boss('GET', `/roleTree?is_tree=1&relate_user=1&relate_resource=1&client_id=${copy.id}`)).body;
    expect(tree.children[0]).toMatchObject({ name: 'upper', resources: [{ resource: { name: 'copied', data: 'd' } }] });
    expect(tree.children[0].children[0]).toMatchObject({ name: 'lower', users: [{ role_type: 'admin', user: { id: 'zoe' } }] });
    const stored = await server.storage.read(({ clients }) => clients.find(copy.id));
    expect(stored?.rights).toEqual([]);
    expect((await ann('POST', `/client/clone?client_id=${client.id}`)).status).toBe(403);
  });
});

describe('lists of clients', () => {
  it('GET /userClients answers where one has a role of at least a type, and only about oneself', async () => {
    const zoe = await asSession(server, 'zoe');
    const answer = await zoe('GET', '/userClients/zoe?role_type=admin');
    expect(answer.body.map(({ fullname }: { fullname: string }) => fullname)).toEqual(['Warehouse', 'Warehouse-copy']);
    expect(answer.body[0].roles).toMatchObject([{ name: 'lower', role_type: 'admin' }]);
    expect((await zoe('GET', '/userClients?role_type=super')).body).toEqual([]);
    expect((await zoe('GET', '/userClients?user_id=boss')).status).toBe(404);
  });

  it('GET /allClients names whom to ask, and nothing secret', async () => {
    const { body } = await ann('GET', '/allClients');
    expect(body[0]).toEqual({
      id: client.id,
      fullname: 'Warehouse',
      created_by: 'boss',
      users: [{ id: 'boss', fullname: 'User boss', role_type: 'super' }],
    });
  });
});
