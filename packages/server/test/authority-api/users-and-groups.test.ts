import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asClient, asSession, asUser, type Send } from '../support/api-callers.ts';
import { PASSWORD, startTestServer, type TestClient, type TestServer } from '../support/test-server.ts';

const STRONG = 'copper-lantern-47-orbit';

let server: TestServer;
let client: TestClient;
let app: Send;
let admin: Send;
let root: number;
beforeAll(async () => {
  server = await startTestServer();
  await server.addUser({ id: 'chief', systemAdministrator: true });
  for (const id of ['boss', 'ann', 'zoe', 'lee']) await server.addUser({ id });
  client = await server.addClient({ owner: 'boss' });
  app = asClient(server, client);
  admin = await asSession(server, 'chief');
  root = (await app('GET', '/roles')).body[0].id;
});
afterAll(() => server.close());

describe('users', () => {
  it('are made, changed and frozen by a system administrator, and never shown with a secret', async () => {
    const made = await admin('POST', '/users', { id: 'new', fullname: 'New', email: 'n@example.org', password: STRONG });
    expect(made.body).toMatchObject({ id: 'new', status: 'active', type: 'system' });
    expect(JSON.stringify(made.body)).not.toMatch(/password|secret|hash/i);
    expect((await admin('PUT', '/users/new', { phone: '1' })).body).toMatchObject({ phone: '1', email: 'n@example.org' });
    expect((await admin('PUT', '/users/new/status/frozen')).body.status).toBe('frozen');
    expect((await admin('POST', '/users', { id: 'NEW', fullname: 'x' })).status).toBe(409);
    expect((await admin('POST', '/users', { id: 'weak', fullname: 'x', password: 'password' })).body.error_description).toMatch(
      /^password: /,
    );
    expect((await admin('POST', '/users', { id: 'flagged', fullname: 'x', system_administrator: true })).status).toBe(200);
    expect((await server.storage.read(({ users }) => users.find('flagged')))?.systemAdministrator).toBe(false);
  });

  it('are not managed by anybody else', async () => {
    for (const send of [app, await asSession(server, 'boss'), await asUser(server, client, { id: 'boss' })]) {
      expect((await send('POST', '/users', { id: 'x1', fullname: 'x' })).status).toBe(403);
      expect((await send('PUT', '/users/zoe/status/frozen')).status).toBe(403);
    }
  });

  it('are managed by a client with the right users, but neither administrators nor root supers of other clients', async () => {
    const directory = await server.addClient({ rights: ['users'] });
    const send = asClient(server, directory);
    expect((await send('PUT', '/users/zoe', { wechat: 'z' })).body.wechat).toBe('z');
    for (const id of ['chief', 'boss', 'nobody']) {
      expect((await send('PUT', `/users/${id}/status/frozen`)).status).toBe(404);
      expect((await send('PUT', `/users/${id}`, { password: STRONG })).status).toBe(404);
    }
  });

  it('a change of password ends sessions and tokens', async () => {
    await server.addUser({ id: 'pat' });
    const own = await asUser(server, client, { id: 'pat' });
    expect((await own('GET', '/user')).status).toBe(200);
    await admin('PUT', '/users/pat', { password: STRONG });
    expect((await own('GET', '/user')).status).toBe(401);
  });

  it('say in a dry run of freezing who would lose what, in which client', async () => {
    await app('POST', '/resources', [{ name: 'safe' }]);
    const { body } = await admin('PUT', '/users/boss/status/frozen?dry_run=true');
    expect(body.clients).toMatchObject([{ client_id: client.id, users: { losing: 1 }, administrators: { losing: 1 } }]);
    expect((await admin('GET', `/users?client_id=${client.id}`)).status).toBe(403);
  });

  it('are found in pages by parts of id and name; an administrator sees those within reach only', async () => {
    const lab = (await app('POST', '/roles', { name: 'lab', parent_id: root })).body;
    await app('POST', `/roleUsers/${lab}`, [{ user_id: 'ann', role_type: 'admin' }, { user_id: 'zoe' }]);
    const all = (await app('GET', '/users?page_size=2&p=2')).body;
    expect([all.paginator.current_page, all.data.length, all.paginator.total_size > 5]).toEqual([2, 2, true]);
    expect((await app('GET', '/users?fullname=USER%20z')).body.data.map(({ id }: { id: string }) => id)).toEqual(['zoe']);
    expect((await app('GET', '/users?page_size=201')).body.error_description).toMatch(/^page_size: /);
    const ann = await asUser(server, client, { id: 'ann' });
    const seen = (await ann('GET', '/users')).body.data;
    expect(seen.map(({ id }: { id: string }) => id)).toEqual(['ann', 'zoe']);
    expect(seen[1].roles).toEqual([{ id: lab, name: 'lab', role_type: 'normal' }]);
    expect((await ann('GET', '/users?fullname=boss')).body.data).toEqual([]);
    expect((await ann('GET', `/user?client_id=${client.id}`)).body).toHaveLength(2);
    expect((await ann('GET', '/users/members?id=le')).body.data).toEqual([{ id: 'lee', fullname: 'User lee', type: 'system' }]);
    const zoe = await asUser(server, client, { id: 'zoe' });
    for (const path of ['/users', '/users/members', `/user?client_id=${client.id}`])
      expect((await zoe('GET', path)).status).toBe(403);
    expect((await zoe('GET', '/user/zoe')).body.id).toBe('zoe');
    expect((await zoe('GET', '/user/ann')).status).toBe(404);
  });

  it('POST /users/pwds is refused to everybody', async () => {
    for (const send of [app, admin]) expect((await send('POST', '/users/pwds')).status).toBe(403);
  });

  it('POST /user/auth checks a password for a client that may, and is throttled like a sign-in', async () => {
    const send = asClient(server, await server.addClient({ rights: ['check_password'] }));
    const form = new URLSearchParams({ username: 'lee', password: PASSWORD }).toString();
    const typed = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await send.with(typed)('POST', '/user/auth', form)).body.id).toBe('lee');
    expect((await send('POST', '/user/auth', { username: 'LEE', password: PASSWORD })).body.id).toBe('lee');
    expect((await send('POST', `/user/auth?${form}`, {})).status).toBe(400);
    expect((await app('POST', '/user/auth', { username: 'lee', password: PASSWORD })).status).toBe(403);
    const statuses: number[] = [];
    for (let guess = 0; guess < 11; guess++)
      statuses.push((await send('POST', '/user/auth', { username: 'lee', password: 'no' })).status);
    expect(statuses).toEqual([...Array<number>(10).fill(403), 503]);
  });

  it('GET /user/check is true for the live token of that client and user, and false for anything else', async () => {
    const { tokens } = await asUser(server, client, { id: 'zoe' });
    const asked = (query: Record<string, string>): Promise<unknown> =>
      app('GET', `/user/check?${new URLSearchParams(query)}`).then(({ body }) => body);
    const right = { access_token: tokens.access, client_id: String(client.id), user_id: 'zoe' };
    expect(await asked(right)).toBe(true);
    for (const wrong of [
      { user_id: 'ann' },
      { user_id: '' },
      { client_id: '0' },
      { client_id: 'x' },
      { access_token: tokens.refresh },
    ]) {
      expect(await asked({ ...right, ...wrong })).toBe(false);
    }
  });

  it('POST /user/secret/generate shows a secret once', async () => {
    const { body } = await (await asSession(server, 'zoe'))('POST', '/user/secret/generate');
    expect(body).toEqual({ secret: expect.stringMatching(/^[\w-]{43}$/) });
  });
});

describe('groups', () => {
  it('belong to whoever made them, and nobody else edits them but system administrators', async () => {
    const ann = await asUser(server, client, { id: 'ann' });
    expect((await ann('POST', '/group', { name: 'team' })).body).toMatchObject({ name: 'team', description: '' });
    expect((await ann('POST', '/group', { name: 'team' })).status).toBe(409);
    const zoe = await asUser(server, client, { id: 'zoe' });
    expect((await zoe('PUT', '/group', { name: 'team', description: 'mine' })).status).toBe(404);
    expect((await zoe('POST', '/groupuser', { group: 'team', user: 'zoe' })).status).toBe(404);
    expect((await app('PUT', '/group', { name: 'team', description: 'mine' })).status).toBe(403);
    expect((await admin('PUT', '/group', { name: 'team', description: 'ours' })).body.description).toBe('ours');
    expect((await ann('POST', '/groupuser', { group: 'team', user: 'zoe' })).body).toEqual({ group: 'team', user: 'zoe' });
    expect((await ann('DELETE', '/group?name=team')).status).toBe(409);
    expect((await ann('GET', '/groupuser/group?user=zoe')).body).toMatchObject([{ name: 'team' }]);
    expect((await zoe('GET', '/groupuser/group?user=zoe')).body).toMatchObject([{ name: 'team' }]);
    expect((await zoe('GET', '/groupuser/group?user=boss')).status).toBe(404);
    expect((await app('GET', '/groupuser/user?group=team')).body.map(({ id }: { id: string }) => id)).toEqual(['zoe']);
    expect((await app('GET', '/group?likes=EA')).body).toHaveLength(1);
    expect((await zoe('GET', '/group')).status).toBe(403);
  });

  it('give their members the role they are in, at once, and the owner gains nothing by editing', async () => {
    const ann = await asUser(server, client, { id: 'ann' });
    await ann('POST', '/group', { name: 'cleaners' });
    const role = (await app('POST', '/roles', { name: 'night', parent_id: root })).body;
    const [key] = (await app('POST', '/resources', [{ name: 'key' }])).body;
    await app('POST', `/roleResources/${role}`, [key]);
    const added = await app('POST', `/roleGroups/${role}`, ['cleaners']);
    expect(added.status).toBe(200);
    const holds = async (user: string): Promise<unknown> =>
      (await app('GET', `/checkResource?user_id=${user}&resource_name=key`)).body;
    const dry = (await ann('POST', '/groupuser?dry_run=1', { group: 'cleaners', user: 'lee' })).body;
    // Its owner administers neither that role nor lee, so is told of neither.
    expect(dry.clients).toMatchObject([{ users: { gaining: 0, first: [] } }]);
    expect(await holds('lee')).toBe(false);
    const before = Number((await app('GET', '/roles')).headers.get('x-authority-epoch'));
    const joined = await ann('POST', '/groupuser', { group: 'cleaners', user: 'lee' });
    expect(Number(joined.headers.get('x-authority-epoch'))).toBe(before + 1);
    expect(await holds('lee')).toBe(true);
    expect((await ann('POST', '/groupuser', { group: 'cleaners', user: 'ann' })).body.error_description).toContain('rule 8');
    expect(await holds('ann')).toBe(false);
    await ann('DELETE', '/groupuser', { group: 'cleaners', user: 'lee' });
    expect(await holds('lee')).toBe(false);
  });
});

describe('GET /audit', () => {
  it('tells root supers what was done in their client, by whom and by which rule, and nobody else', async () => {
    const boss = await asUser(server, client, { id: 'boss' });
    const { body } = await boss('GET', '/audit?page_size=200');
    const change = body.data.find(
      ({ action, detail }: { action: string; detail: { change?: string } }) =>
        action === 'authority.changed' && detail.change === 'set_memberships',
    );
    expect(change).toMatchObject({
      actor: `client-${client.id}`,
      detail: { call: 'POST /roleUsers/:role_id?', as: 'client', rule: expect.any(Number) },
      mentions: expect.arrayContaining([{ user_id: 'ann', detail: expect.objectContaining({ before: null, after: 'admin' }) }]),
    });
    expect((await (await asUser(server, client, { id: 'ann' }))('GET', '/audit')).status).toBe(403);
    expect((await admin('GET', '/audit')).body.paginator.total_size).toBeGreaterThan(body.paginator.total_size);
    expect((await admin('GET', '/audit?user_id=zoe&from=2020-01-01T00:00:00Z')).body.data.length).toBeGreaterThan(0);
  });
});

describe('what needs no credentials', () => {
  it('GET /system/setting answers in the envelope', async () => {
    const response = await fetch(`${server.url}/system/setting`);
    expect(await response.json()).toEqual({ res_code: 0, res_msg: 'ok', data: { ldap_enabled: false } });
  });

  it('/openapi.json describes every call, and /docs shows it under the policy of pages', async () => {
    const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
      openapi: string;
      paths: Record<string, object>;
    };
    expect([document.openapi, Object.keys(document.paths)]).toEqual([
      '3.1.0',
      expect.arrayContaining(['/api2/roles', '/access/v1/evaluation']),
    ]);
    const page = await fetch(`${server.url}/docs?ui_locales=en`);
    expect([page.status, page.headers.get('content-security-policy')]).toEqual([
      200,
      expect.stringContaining("default-src 'none'"),
    ]);
    const text = await page.text();
    for (const path of ['/api2/roles', '/api2/checkResource', '/access/v1/evaluation'])
      expect(text).toContain(`</b> ${path}</code>`);
  });

  it('/docs writes out what a call answers, and is in Chinese for who reads Chinese', async () => {
    const english = await (await fetch(`${server.url}/docs?ui_locales=en`)).text();
    const ofCall = (page: string): string => page.split('id="get_userRoles"')[1]?.split('</details>')[0] ?? '';
    expect(ofCall(english)).toContain('children?: [role …]');
    expect(ofCall(english)).toMatch(/resources\?: \[\{\s+role_id: integer,\s+resource: \{\s+id: integer/);
    expect(english).not.toContain('the same again');
    const chinese = await (await fetch(`${server.url}/docs?ui_locales=zh-CN`)).text();
    expect(ofCall(chinese)).toContain('持访问令牌的用户、客户端或已登录用户');
    expect(ofCall(chinese)).toContain('查询参数 · 可选');
    expect(chinese).not.toContain('lang="en">The');
    expect(chinese.match(/<(?:dd|span class="muted")>[A-Z][a-z]+ [a-z]+ /g)).toBeNull();
  });
});
