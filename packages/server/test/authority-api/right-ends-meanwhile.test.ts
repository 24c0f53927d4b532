import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Stores } from '../../src/storage/storage.ts';
import { setClient } from '../support/administration.ts';
import { asClient, asSession, asUser, type Send } from '../support/api-callers.ts';
import { startTestServer, type TestClient, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let client: TestClient;
let root: number;
let second: Send;
beforeAll(async () => {
  server = await startTestServer();
  for (const id of ['boss', 'second', 'zoe']) await server.addUser({ id });
  await server.addUser({ id: 'chief', systemAdministrator: true });
  await server.addUser({ id: 'deputy', systemAdministrator: true });
  client = await server.addClient({ owner: 'boss' });
  root = (await asClient(server, client)('GET', '/roles')).body[0].id;
});
afterAll(() => server.close());
afterEach(() => vi.restoreAllMocks());

/** Does something right before the next unit of work begins: after all that was asked before it. */
function before(happens: () => Promise<unknown>): void {
  const { transact } = server.storage;
  vi.spyOn(server.storage, 'transact').mockImplementationOnce(async (work: (stores: Stores) => Promise<unknown>) => {
    await happens();
    return transact(work);
  });
}

async function setMembership(body: object | undefined): Promise<void> {
  const app = asClient(server, client);
  const answer = await (body === undefined
    ? app('DELETE', `/roleUsers/${root}`, ['second'])
    : app('PUT', `/roleUsers/${root}`, { user_id: 'second', ...body }));
  expect(answer.status).toBe(200);
}

const CALLS = [
  ['PUT', '/client', { redirect_uri: 'https://evil.example/cb' }],
  ['PUT', '/client/secret', { keep_old_seconds: 60 }],
  ['PUT', '/client/status/disabled', undefined],
  ['POST', '/client/clone', { fullname: 'Copy' }],
] as const;

describe('authority §2 rule 10: what a root super may do with the client is decided where it is done', () => {
  beforeEach(async () => {
    await setMembership({ role_type: 'super', expires_at: null });
    second = await asSession(server, 'second');
  });

  it.each(CALLS)('%s %s is refused when the membership ends between asking and doing', async (method, path, body) => {
    const unchanged = await server.storage.read(({ clients }) => clients.find(client.id));
    before(() => setMembership(undefined));
    expect((await second(method, `${path}?client_id=${client.id}`, body)).status).toBe(403);
    expect(await server.storage.read(({ clients }) => clients.find(client.id))).toEqual(unchanged);
  });

  it.each(CALLS)('%s %s is refused when the user is frozen between asking and doing', async (method, path, body) => {
    const status = async (wanted: 'frozen' | 'active'): Promise<void> => {
      await server.storage.transact(({ users }) => users.update('second', { status: wanted }, server.now()));
    };
    before(() => status('frozen'));
    expect((await second(method, `${path}?client_id=${client.id}`, body)).status).toBe(401);
    await status('active');
  });

  it.each(CALLS.filter(([, path]) => path !== '/client/status/disabled'))(
    'rule 8: %s %s is refused when the membership is given an end between asking and doing',
    async (method, path, body) => {
      const expires_at = new Date(server.now() + 3_600_000).toISOString();
      before(() => setMembership({ role_type: 'super', expires_at }));
      expect((await second(method, `${path}?client_id=${client.id}`, body)).status).toBe(403);
    },
  );

  it('a dry run of disabling asks too', async () => {
    await setMembership(undefined);
    expect((await second('PUT', `/client/status/disabled?dry_run=1&client_id=${client.id}`)).status).toBe(403);
  });

  it('a disabled client does not change itself any more, also when it was disabled after it was asked', async () => {
    const send = await asUser(server, client, { id: 'second' });
    before(() => setClient(server, client, { status: 'disabled' }));
    expect((await send('PUT', '/client', { fullname: 'Still here' })).status).toBe(401);
    await setClient(server, client, { status: 'active' });
  });
});

describe('authority §3: who manages users, and whom, is decided where it is done', () => {
  it.each([
    ['PUT', '/users/zoe', { email: 'taken@example.org' }],
    ['PUT', '/users/zoe/status/frozen', undefined],
  ] as const)('%s %s does not reach who became a root super of another client meanwhile', async (method, path, body) => {
    const directory = asClient(server, await server.addClient({ rights: ['users'] }));
    let made: TestClient | undefined;
    before(async () => {
      made = await server.addClient({ owner: 'zoe' });
    });
    expect((await directory(method, path, body)).status).toBe(404);
    expect(await server.storage.read(({ users }) => users.find('zoe'))).toMatchObject({ email: '', status: 'active' });
    await server.storage.transact(({ clients }) => clients.delete(made?.id ?? 0));
  });

  it('rule 9: whoever is frozen, or is no system administrator any more, edits no group', async () => {
    const [zoe, chief] = [await asSession(server, 'zoe'), await asSession(server, 'chief')];
    expect((await zoe('POST', '/group', { name: 'crew' })).status).toBe(200);
    const change = (changes: object): Promise<unknown> =>
      server.storage.transact(({ users }) =>
        users.update('systemAdministrator' in changes ? 'chief' : 'zoe', changes, server.now()),
      );
    before(() => change({ systemAdministrator: false }));
    expect((await chief('PUT', '/group', { name: 'crew', description: 'x' })).status).toBe(403);
    await change({ systemAdministrator: true });
    before(() => change({ status: 'frozen' }));
    expect((await zoe('DELETE', '/group?name=crew')).status).toBe(401);
    expect(await server.storage.read(({ groups }) => groups.findByName('crew'))).toMatchObject({ description: '' });
    await change({ status: 'active' });
  });

  it('a client that lost the right users, and who is no system administrator any more, change nothing', async () => {
    const lent = await server.addClient({ rights: ['users'] });
    before(() => setClient(server, lent, { rights: [] }));
    expect((await asClient(server, lent)('PUT', '/users/zoe', { email: 'x@example.org' })).status).toBe(403);
    const deputy = await asSession(server, 'deputy');
    before(() => server.storage.transact(({ users }) => users.update('deputy', { systemAdministrator: false }, server.now())));
    expect((await deputy('POST', '/users', { id: 'made', fullname: 'Made' })).status).toBe(403);
    expect(await server.storage.read(({ users }) => users.find('made'))).toBeUndefined();
  });
});
