import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asClient, asSession, asUser, type Send } from '../support/api-callers.ts';
import { PASSWORD, startTestServer, type TestClient, type TestServer } from '../support/test-server.ts';

const CONTACT = { email: 'a@example.org', wechat: 'wx', phone: '123', dn: 'cn=a', organization: 'Org' };
const HIDDEN = { email: '', wechat: '', phone: '', dn: '', organization: '' };

type Body = Record<string, unknown>;

let server: TestServer;
let client: TestClient;
let app: Send;
let root: number;
beforeAll(async () => {
  server = await startTestServer();
  await server.addUser({ id: 'chief', systemAdministrator: true });
  for (const id of ['boss', 'member', 'grouped', 'passed', 'stranger', 'maker']) await server.addUser({ id, ...CONTACT });
  client = await server.addClient({ owner: 'boss', rights: ['check_password'] });
  app = asClient(server, client);
  root = (await app('GET', '/roles')).body[0].id;
  const expires_at = new Date(server.now() + 60_000).toISOString();
  await app('POST', `/roleUsers/${root}`, [{ user_id: 'member' }, { user_id: 'passed', expires_at }]);
  await app('POST', '/group', { name: 'crew' });
  for (const user of ['grouped', 'stranger']) await app('POST', '/groupuser', { group: 'crew', user });
  await app('POST', '/group', { name: 'guests' });
  await app('POST', '/groupuser', { group: 'guests', user: 'stranger' });
  await app('DELETE', '/groupuser', { group: 'crew', user: 'stranger' });
  await app('POST', `/roleGroups/${root}`, ['crew']);
  server.advance(120_000);
});
afterAll(() => server.close());

async function listed(send: Send, query = ''): Promise<Map<string, Body>> {
  const { body } = await send('GET', `/users?page_size=200${query}`);
  return new Map((body.data as Body[]).map((user) => [String(user['id']), user]));
}

describe('contact and directory fields of people', () => {
  it('GET /users shows those of members, by name or by a group, and leaves everybody else’s empty', async () => {
    const seen = await listed(app);
    for (const id of ['boss', 'member', 'grouped']) expect(seen.get(id)).toMatchObject(CONTACT);
    for (const id of ['passed', 'stranger', 'maker']) expect(seen.get(id)).toMatchObject({ ...HIDDEN, fullname: `User ${id}` });
  });

  it('whoever registers a client reads nobody’s but their own, however they ask', async () => {
    const maker = await asSession(server, 'maker');
    const { id: clientId } = (await maker('POST', '/client', { fullname: 'Harvest', redirect_uri: '' })).body;
    const seen = await listed(maker, `&client_id=${clientId}`);
    expect(seen.get('maker')).toMatchObject(CONTACT);
    expect(seen.size).toBeGreaterThan(5);
    for (const [id, user] of seen) if (id !== 'maker') expect(user).toMatchObject(HIDDEN);
    const inGroup = (await maker('GET', `/groupuser/user?group=guests&client_id=${clientId}`)).body;
    expect(inGroup).toMatchObject([{ id: 'stranger', ...HIDDEN }]);
    expect((await maker('GET', `/user?client_id=${clientId}`)).body).toMatchObject([{ id: 'maker', ...CONTACT }]);
  });

  it('a filter does not match on them', async () => {
    for (const part of ['a@example', 'wx', '123', 'cn=a', 'Org']) {
      expect((await listed(app, `&fullname=${encodeURIComponent(part)}`)).size).toBe(0);
    }
    const everybody = (await listed(app)).size;
    for (const [name, value] of Object.entries({ ...CONTACT, email: 'nobody@example.org' })) {
      expect((await listed(app, `&${name}=${encodeURIComponent(value)}`)).size).toBe(everybody);
    }
  });

  it('GET /groupuser/user and POST /user/auth hide those of who is no member', async () => {
    expect((await app('GET', '/groupuser/user?group=crew')).body).toMatchObject([{ id: 'grouped', ...CONTACT }]);
    expect((await app('GET', '/groupuser/user?group=guests')).body).toMatchObject([{ id: 'stranger', ...HIDDEN }]);
    const proven = async (username: string): Promise<Body> =>
      (await app('POST', '/user/auth', { username, password: PASSWORD })).body;
    expect(await proven('member')).toMatchObject({ id: 'member', ...CONTACT });
    expect(await proven('stranger')).toMatchObject({ id: 'stranger', ...HIDDEN });
  });

  it('relate_user shows those of members, and with at= of who is one today', async () => {
    const at = encodeURIComponent(new Date(server.now() - 90_000).toISOString());
    const users = async (query: string): Promise<Map<string, Body>> => {
      const [role] = (await app('GET', `/roles?relate_user=1${query}`)).body as { users: { user: Body }[] }[];
      return new Map((role?.users ?? []).map(({ user }) => [String(user['id']), user]));
    };
    expect((await users('')).get('member')).toMatchObject(CONTACT);
    const then = await users(`&at=${at}`);
    expect([then.get('member'), then.get('passed')]).toMatchObject([CONTACT, HIDDEN]);
  });

  it('one sees one’s own, in a client where one is nobody too', async () => {
    const own = await asUser(server, client, { id: 'stranger' });
    expect((await own('GET', '/user')).body).toMatchObject(CONTACT);
    expect((await own('GET', '/user/STRANGER')).body).toMatchObject(CONTACT);
  });

  it('a client with the right users and a system administrator see everybody’s', async () => {
    const directory = asClient(server, await server.addClient({ rights: ['users'] }));
    for (const id of ['boss', 'stranger']) expect((await listed(directory)).get(id)).toMatchObject(CONTACT);
    const chief = await asSession(server, 'chief');
    expect((await chief('GET', '/groupuser/user?group=guests')).body).toMatchObject([{ id: 'stranger', ...CONTACT }]);
    expect((await chief('PUT', '/users/stranger', { fullname: 'User stranger' })).body).toMatchObject(CONTACT);
  });
});
