import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeClient, rotate, setClient, setStatus } from '../support/administration.ts';
import { asSession, sender } from '../support/api-callers.ts';
import { clientJwt } from '../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let client: TestClient;
/** One JWT of the client, sent again and again. */
let jwt: string;

beforeEach(async () => {
  server = await startTestServer();
  await server.addUser({ id: 'boss' });
  client = await server.addClient({ owner: 'boss' });
  jwt = clientJwt(client, server.now());
  const boss = await asSession(server, 'boss');
  await boss('POST', `/resources?client_id=${client.id}`, [{ name: 'docs/1#read' }]);
  // The first one is verified and builds the read model; the second finds both.
  expect([await ask(), await ask()]).toEqual([
    [200, true],
    [200, true],
  ]);
});
afterEach(() => server.close());

async function ask(
  query = `user_id=boss&resource_name=${encodeURIComponent('docs/1#read')}`,
  path = '/checkResource',
): Promise<unknown[]> {
  const { status, body } = await sender(server, () => ({ authorization: `Client ${jwt}` }))('GET', `${path}?${query}`);
  return [status, body?.error ?? body];
}

const REFUSED = [401, 'invalid_client'];

describe('a check that is asked again with the same JWT', () => {
  it('carries the headers and the epoch that any answer carries', async () => {
    const { headers } = await sender(server, () => ({ authorization: `Client ${jwt}` }))(
      'GET',
      '/checkResource?user_id=boss&resource_name=x',
    );
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-length': '5',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'content-type': 'application/json; charset=utf-8',
      pragma: 'no-cache',
      'x-authority-epoch': '2',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.stringMatching(/^[0-9a-z]{16}$/),
    });
  });

  it('contract/authority.md §4: is answered in the envelope under /api', async () => {
    expect(await ask(undefined, '/api/checkResource')).toEqual([200, { res_code: 0, res_msg: 'ok', data: true }]);
    expect(await ask('user_id=boss&resource_name=y', '/api//checkResource/')).toMatchObject([200, { data: false }]);
  });

  it('security §1: is refused from the moment the secret is another one', async () => {
    await rotate(server, client, 0);
    expect(await ask()).toEqual(REFUSED);
  });

  it('is refused from the moment a secret that was kept for a while ends', async () => {
    await rotate(server, client, 60);
    expect([await ask(), await ask()]).toEqual([
      [200, true],
      [200, true],
    ]);
    server.advance(60_000);
    expect(await ask()).toEqual(REFUSED);
  });

  it('is refused from the moment the client is disabled or gone, and not before', async () => {
    await setClient(server, client, { status: 'disabled' });
    expect(await ask()).toEqual(REFUSED);
    await setClient(server, client, { status: 'active' });
    server.advance(10 * 60_000);
    jwt = clientJwt(client, server.now());
    expect([await ask(), await ask()]).toEqual([
      [200, true],
      [200, true],
    ]);
    await removeClient(server, client);
    expect(await ask()).toEqual(REFUSED);
  });

  it('contract/oauth2.md §3: is refused when the client begins to refuse a repeat, and then counts once', async () => {
    await setClient(server, client, { refuseJwtReplay: true });
    expect([await ask(), await ask()]).toEqual([[200, true], REFUSED]);
  });

  it('contract/oauth2.md §3: is refused 300 s after its time', async () => {
    server.advance(299_000);
    expect(await ask()).toEqual([200, true]);
    server.advance(3_000);
    expect(await ask()).toEqual(REFUSED);
  });

  it('contract/oauth2.md §3: is refused when the client may no longer prove itself so', async () => {
    await setClient(server, client, { authenticationMethod: 'client_secret_basic' });
    expect(await ask()).toEqual(REFUSED);
  });

  it('contract/authority.md §2: is denied from the moment the user is frozen or the resource is gone', async () => {
    await setStatus(server, 'boss', 'frozen');
    expect(await ask()).toEqual([200, false]);
    await setStatus(server, 'boss', 'active');
    expect(await ask()).toEqual([200, true]);
  });

  it('is judged in full when anything about it is not plain', async () => {
    expect(await ask('user_id=boss')).toEqual([400, 'invalid_request']);
    expect(await ask('user_id=boss&resource_name=x&client_id=999')).toEqual([403, 'refused']);
    expect(await ask('user_id=boss&resource_name=x&at=2026-01-01T00:00:00Z')).toEqual([400, 'invalid_request']);
    expect(await ask('user_id=boss&user_id=boss&resource_name=x')).toEqual([400, 'invalid_request']);
    expect(await ask('user_id=boss&resource_name=%ff')).toEqual([400, 'invalid_request']);
    expect(await ask('user_id=BOSS&resource_name=docs%2F1%23read')).toEqual([200, true]);
    expect(await ask('user_id=nobody&resource_name=docs%2F1%23read')).toEqual([200, false]);
    const twice = sender(server, () => ({ authorization: `Client ${jwt}`, cookie: 'hufu_session=x' }));
    expect((await twice('GET', '/checkResource?user_id=boss&resource_name=x')).status).toBe(401);
    expect(
      (await sender(server, () => ({ authorization: `Client ${jwt}x` }))('GET', '/checkResource?user_id=boss&resource_name=x'))
        .status,
    ).toBe(401);
  });

  it('waits for an epoch that is asked for, and is refused when it does not come', async () => {
    const at = (epoch: number): ReturnType<ReturnType<typeof sender>> =>
      sender(server, () => ({ authorization: `Client ${jwt}`, 'x-authority-epoch': String(epoch) }))(
        'GET',
        '/checkResource?user_id=boss&resource_name=x',
      );
    expect((await at(2)).status).toBe(200);
    expect((await at(3)).status).toBe(503);
  });
});
