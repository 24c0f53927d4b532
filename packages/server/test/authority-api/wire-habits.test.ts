import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asClient, type Send } from '../support/api-callers.ts';
import { type RawAnswer, sendRaw } from '../support/raw-http.ts';
import { clientJwt } from '../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let client: TestClient;
let app: Send;
let root: number;
beforeAll(async () => {
  server = await startTestServer();
  await server.addUser({ id: 'boss' });
  client = await server.addClient({ owner: 'boss' });
  app = asClient(server, client);
  root = (await app('GET', '/roles')).body[0].id;
});
afterAll(() => server.close());

function raw(
  method: string,
  target: string,
  request: { readonly headers?: string[]; readonly body?: string | Buffer } = {},
): Promise<RawAnswer> {
  const headers = [`Authorization: Client ${clientJwt(client, server.now())}`, ...(request.headers ?? [])];
  return sendRaw(server, { method, target, ...request, headers });
}

function json(answer: RawAnswer): Record<string, unknown> {
  return JSON.parse(answer.body) as Record<string, unknown>;
}

describe('habits of existing clients (contract/authority.md §4)', () => {
  it('a JSON body needs no Content-Type', async () => {
    const answer = await raw('POST', '/api/resources', { body: '[{"name":"plain"}]' });
    expect([answer.status, json(answer)]).toEqual([200, { res_code: 0, res_msg: 'ok', data: [expect.any(Number)] }]);
  });

  it('a body may be chunked', async () => {
    const body = '9\r\n[{"name":\r\n9\r\n"chunk"}]\r\n0\r\n\r\n';
    const answer = await raw('POST', '/api/resources', { headers: ['Transfer-Encoding: chunked'], body });
    expect(json(answer)['res_code']).toBe(0);
  });

  it('slashes may stand at the end and twice', async () => {
    expect(json(await raw('POST', '/api/resources/', { body: '[{"name":"slash"}]' }))['res_code']).toBe(0);
    expect(json(await raw('GET', '/api//user/check'))).toEqual({ res_code: 0, res_msg: 'ok', data: false });
  });

  it('DELETE may have a body', async () => {
    await server.addUser({ id: 'leaver' });
    await app('POST', `/roleUsers/${root}`, [{ user_id: 'leaver', role_type: '' }]);
    const answer = await raw('DELETE', `/api/roleUsers/${root}`, { body: '["leaver"]' });
    expect(json(answer)).toEqual({ res_code: 0, res_msg: 'ok', data: 1 });
  });

  it('an id may be repeated, and booleans have six spellings', async () => {
    const ids = (await app('POST', '/resources', [{ name: 'one' }, { name: 'two' }])).body;
    expect((await app('GET', `/resources/list?id=${ids[0]}&id=${ids[1]}`)).body).toHaveLength(2);
    for (const yes of ['true', '1', 'True'])
      expect((await app('GET', `/roleTree?relate_user=${yes}`)).body[0].users).toHaveLength(1);
    for (const no of ['false', '0', 'False', ''])
      expect((await app('GET', `/roleTree?relate_user=${no}`)).body[0].users).toBeUndefined();
    expect((await app('GET', '/roleTree?relate_user=yes')).body.error_description).toMatch(/^relate_user: /);
  });

  it('unknown members and parameters are ignored', async () => {
    const role = { name: 'known', parent_id: root, secret: 'x', toString: 1 };
    expect((await app('POST', '/roles?verbose=1', role)).status).toBe(200);
  });
});

describe('what is wrong is named, and changes nothing', () => {
  it.each([
    ['parent_id', { name: 'x', parent_id: 'one' }],
    ['name', { parent_id: 1 }],
    ['name', { name: 'a'.repeat(256), parent_id: 1 }],
  ])('a wrong member %s: res_code 1 under /api, 400 under /api2', async (member, body) => {
    const under = await app('POST', '/api/roles', body);
    expect([under.status, under.body.res_code, under.body.data]).toEqual([200, 1, null]);
    expect(under.body.res_msg).toMatch(new RegExp(`^${member}: `));
    expect((await app('POST', '/api2/roles', body)).status).toBe(400);
  });

  it('an unknown id in a member is res_code 1, a refusal or what the path names res_code 2', async () => {
    expect((await app('POST', '/api/roles', { name: 'x', parent_id: 424_242 })).body).toMatchObject({ res_code: 1, data: null });
    expect((await app('DELETE', '/api/roles/424242')).body).toMatchObject({ res_code: 2, data: null });
    expect((await app('DELETE', `/api/roles/${root}`)).body).toMatchObject({ res_code: 2, data: null });
  });

  it('a batch is all or nothing', async () => {
    const before = (await app('GET', '/resources')).body.length;
    expect((await app('POST', '/resources', [{ name: 'good' }, { name: '' }])).body.error_description).toMatch(/name/);
    expect(
      (
        await app(
          'POST',
          '/resources',
          Array.from({ length: 10_001 }, () => ({ name: 'r' })),
        )
      ).status,
    ).toBe(400);
    expect((await app('GET', '/resources')).body).toHaveLength(before);
  });

  it.each([
    ['half a text', '{"name":'],
    ['a comma too many', '{"name":"x",}'],
    ['another notation', "{'name':'x'}"],
    ['too deep', '['.repeat(40) + ']'.repeat(40)],
    ['a byte order mark', '\ufeff{}'],
  ])('JSON that is none (%s) is invalid, and not echoed', async (_name, body) => {
    const answer = await app('POST', '/roles', body);
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
    expect(answer.body.error_description).toMatch(/^body: /);
  });

  it('bytes that are not UTF-8 are invalid', async () => {
    const answer = await raw('POST', '/api2/roles', { body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]) });
    expect([answer.status, json(answer)['error_description']]).toEqual([400, 'body: must be UTF-8']);
  });

  it('names of prototypes are names like any other', async () => {
    const body = `{"__proto__":{"name":"x"},"constructor":{"prototype":{"polluted":1}},"parent_id":${root}}`;
    expect((await app('POST', '/roles', body)).body.error_description).toMatch(/^name: /);
    expect((await app('GET', '/roles?__proto__=1&constructor=2')).status).toBe(200);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('a body of more than 1 MiB is 413 in both dialects, and the connection ends', async () => {
    for (const dialect of ['api', 'api2']) {
      const answer = await raw('POST', `/${dialect}/roles`, { body: ' '.repeat(1024 * 1024 + 1) });
      expect([answer.status, answer.headers.get('connection')]).toEqual([413, 'close']);
    }
  });

  it('another method is 405 with those there are, another path 404', async () => {
    const answer = await raw('PATCH', '/api2/roles');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, POST, PUT']);
    expect((await raw('GET', '/api/rolesx')).status).toBe(404);
    expect((await raw('GET', '/api')).status).toBe(404);
  });

  it('a call without a dry run, or without a past, refuses to be asked for one', async () => {
    const made = await app('POST', '/group?dry_run=true', { name: 'not-made' });
    expect([made.status, made.body.error_description]).toEqual([400, 'dry_run: this call has no dry run']);
    expect((await app('GET', '/group?name=not-made')).body).toEqual([]);
    expect((await app('GET', '/client?at=2026-01-01T00:00:00Z')).body.error_description).toMatch(/^at: /);
  });
});

describe('X-Authority-Epoch', () => {
  it('grows with each change, is on reads and refusals too, and a caller is never answered from before it', async () => {
    const added = await app('POST', '/roles', { name: 'epoch', parent_id: root });
    const epoch = Number(added.headers.get('x-authority-epoch'));
    const read = await app.with({ 'x-authority-epoch': String(epoch) })('GET', '/roles');
    expect([read.status, Number(read.headers.get('x-authority-epoch'))]).toEqual([200, epoch]);
    const refused = await app('DELETE', `/roles/${root}`);
    expect(Number(refused.headers.get('x-authority-epoch'))).toBe(epoch);
    const future = await app.with({ 'x-authority-epoch': String(epoch + 1) })('GET', '/roles');
    expect([future.status, future.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await app.with({ 'x-authority-epoch': '-1' })('GET', '/roles')).status).toBe(400);
  });
});
