import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { setClient } from '../support/administration.ts';
import { asClient, asSession, asUser, type Send } from '../support/api-callers.ts';
import { startTestServer, type TestClient, type TestServer } from '../support/test-server.ts';

const CLIENTS = 205;

let server: TestServer;
let client: TestClient;
let app: Send;
beforeAll(async () => {
  server = await startTestServer();
  for (const id of ['boss', 'lead', 'until']) await server.addUser({ id });
  client = await server.addClient({ owner: 'boss', fullname: 'First' });
  for (let count = 1; count < CLIENTS; count++) await server.addClient({ owner: 'boss' });
  app = asClient(server, client);
  const [root] = (await app('GET', '/roles')).body;
  const lab = (await app('POST', '/roles', { name: 'lab', parent_id: root.id })).body;
  const expires_at = new Date(server.now() + 60_000).toISOString();
  await app('POST', '/roleUsers', [
    { role_id: lab, user_id: 'lead', role_type: 'admin' },
    { role_id: root.id, user_id: 'until', role_type: 'admin', expires_at },
  ]);
  for (let number = 10; number < 40; number++) {
    const id = `worker-${number}`;
    const user = { id, fullname: number % 2 === 0 ? `Even ${number}` : `100% ${number}`, passwordHash: null };
    await server.storage.transact(({ users }) => users.insert({ ...blank(server.now()), ...user }));
    await app('POST', '/roleUsers', [{ role_id: lab, user_id: id }]);
  }
});
afterAll(() => server.close());

function blank(now: number): Parameters<Parameters<Parameters<TestServer['storage']['transact']>[0]>[0]['users']['insert']>[0] {
  const nothing = { email: '', wechat: '', phone: '', dn: '', organization: '' };
  const times = { passwordSetAt: now, createdAt: now, updatedAt: now };
  const never = { mustChangePassword: false, systemAdministrator: false, sealedSecret: null, passwordHash: null };
  return { id: '', fullname: '', type: 'system', status: 'active', ...nothing, ...times, ...never };
}

interface Listed {
  readonly paginator: { readonly total_size: number };
  readonly data: readonly { readonly id: string }[];
}

it('GET /allClients names whom to ask in every client, disabled ones too, and reads no client’s tree for it', async () => {
  await setClient(server, client, { status: 'disabled' });
  const boss = await asSession(server, 'boss');
  const trees = vi.spyOn(server.authorities, 'state');
  const clients = (await boss('GET', '/allClients')).body as { id: number; users: object[] }[];
  expect(trees).not.toHaveBeenCalled();
  expect(clients.map(({ id }) => id)).toEqual(clients.map(({ id }) => id).toSorted((one, other) => one - other));
  expect(clients).toHaveLength(CLIENTS);
  const head = { id: 'boss', fullname: 'User boss', role_type: 'super' };
  expect(clients[0]).toMatchObject({ id: client.id, users: [head, { id: 'until', role_type: 'admin' }] });
  server.advance(120_000);
  const later = (await boss('GET', '/allClients')).body as { users: object[] }[];
  for (const { users } of later) expect(users).toEqual([head]);
  await setClient(server, client, { status: 'active' });
});

it('GET /users pages through an administrator’s reach, and counts exactly what fits the filters', async () => {
  const lead = await asUser(server, client, { id: 'lead' });
  const page = async (query: string): Promise<[number, string[]]> => {
    const { paginator, data } = (await lead('GET', `/users?${query}`)).body as Listed;
    return [paginator.total_size, data.map(({ id }) => id)];
  };
  expect(await page('fullname=EVEN&page_size=2&p=2')).toEqual([15, ['worker-14', 'worker-16']]);
  expect(await page('fullname=even&page_size=10&p=2')).toEqual([15, [30, 32, 34, 36, 38].map((number) => `worker-${number}`)]);
  expect(await page('fullname=even&page_size=10&p=3')).toEqual([15, []]);
  expect(await page(`fullname=${encodeURIComponent('0%')}&page_size=1`)).toEqual([15, ['worker-11']]);
  expect(await page('page_size=1')).toEqual([31, ['lead']]);
});

it('a role with many members asks for them together, not one by one', async () => {
  const reads = vi.spyOn(server.storage, 'read');
  const { body } = await app('GET', '/roles/search?role_name=lab&relate_user=1');
  expect(body[0].users).toHaveLength(31);
  expect(reads.mock.calls.length).toBeLessThan(10);
});
