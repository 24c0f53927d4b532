import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asClient, asSession, asUser, type Send } from '../support/api-callers.ts';
import { startTestServer, type TestClient, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let client: TestClient;
let groupId: number;
let root: number;
let lab: number;
const who: Record<string, Send> = {};
beforeAll(async () => {
  server = await startTestServer();
  for (const id of ['boss', 'owner', 'admin', 'member', 'insider']) await server.addUser({ id });
  client = await server.addClient({ owner: 'boss' });
  const app = asClient(server, client);
  root = (await app('GET', '/roles')).body[0].id;
  lab = (await app('POST', '/roles', { name: 'lab', parent_id: root })).body;
  await app('POST', `/roleUsers/${lab}`, [{ user_id: 'admin', role_type: 'admin' }, { user_id: 'member' }]);
  const owner = await asSession(server, 'owner');
  groupId = (await owner('POST', '/group', { name: 'crew' })).body.id;
  await owner('POST', '/groupuser', { group: 'crew', user: 'insider' });
  who['member'] = await asUser(server, client, { id: 'member' });
  who['session'] = await asSession(server, 'member');
  who['insider'] = await asUser(server, client, { id: 'insider' });
  who['admin'] = await asUser(server, client, { id: 'admin' });
  who['client'] = app;
});
afterAll(() => server.close());

/** Each call for a group that is another's and for one that does not exist. */
const CALLS: readonly (readonly [name: string, ask: (send: Send, group: string, id: number) => ReturnType<Send>])[] = [
  ['PUT /group by name', (send, name) => send('PUT', '/group', { name, description: 'x' })],
  ['PUT /group by id', (send, _, id) => send('PUT', '/group', { id, name: 'renamed' })],
  ['DELETE /group', (send, name) => send('DELETE', `/group?name=${name}`)],
  ['POST /groupuser', (send, group) => send('POST', '/groupuser', { group, user: 'boss' })],
  ['DELETE /groupuser', (send, group) => send('DELETE', '/groupuser', { group, user: 'boss' })],
  ['POST /groupuser, dry run', (send, group) => send('POST', '/groupuser?dry_run=1', { group, user: 'boss' })],
];

describe.each(CALLS)('%s', (_, ask) => {
  it.each(['member', 'session', 'insider'])(
    'authority §3: to a %s, who may not list groups, another’s group does not exist',
    async (caller) => {
      const send = who[caller] as Send;
      const [foreign, unknown] = [await ask(send, 'crew', groupId), await ask(send, 'none', 999_999)];
      expect(foreign.status).toBe(404);
      expect([foreign.status, foreign.body]).toEqual([unknown.status, unknown.body]);
    },
  );

  it.each(['admin', 'client'])('rule 9: an %s, to whom GET /group lists it, is told that it is another’s', async (caller) => {
    const send = who[caller] as Send;
    expect([(await ask(send, 'crew', groupId)).status, (await ask(send, 'none', 999_999)).status]).toEqual([403, 404]);
  });
});

describe('/roleGroups', () => {
  it.each(['POST', 'DELETE'])('%s tells whoever is no root super nothing of which groups there are', async (method) => {
    for (const [caller, roleId, status] of [
      ['member', lab, 404],
      ['admin', lab, 403],
      ['admin', root, 404],
    ] as const) {
      const send = who[caller] as Send;
      const [known, unknown] = [
        await send(method, `/roleGroups/${roleId}`, ['crew']),
        await send(method, `/roleGroups/${roleId}`, ['no']),
      ];
      expect([known.status, known.body]).toEqual([status, unknown.body]);
    }
  });
});

describe('/groupuser', () => {
  it('GET /groupuser/user answers a group of strangers like none', async () => {
    const send = who['member'] as Send;
    const [foreign, unknown] = [await send('GET', '/groupuser/user?group=crew'), await send('GET', '/groupuser/user?group=none')];
    expect([foreign.status, foreign.body]).toEqual([404, unknown.body]);
  });

  it('GET /groupuser/group does not tell a session that names no client who exists', async () => {
    const send = who['session'] as Send;
    const [known, unknown] = [await send('GET', '/groupuser/group?user=boss'), await send('GET', '/groupuser/group?user=none')];
    expect([known.status, known.body]).toEqual([unknown.status, unknown.body]);
  });
});
