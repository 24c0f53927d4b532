import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setClient } from '../support/administration.ts';
import { asClient, type Send } from '../support/api-callers.ts';
import { startTestServer, type TestClient, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let directory: TestClient;
let other: TestClient;
let send: Send;
let roots: { readonly own: number; readonly other: number };
beforeAll(async () => {
  server = await startTestServer();
  await server.addUser({ id: 'chief', systemAdministrator: true });
  for (const id of ['boss', 'former', 'until', 'grouped', 'middle', 'ours', 'asleep']) await server.addUser({ id });
  directory = await server.addClient({ rights: ['users'] });
  other = await server.addClient({ owner: 'boss' });
  send = asClient(server, directory);
  const app = asClient(server, other);
  const rootOf = async (call: Send): Promise<number> => (await call('GET', '/roles')).body[0].id;
  roots = { own: await rootOf(send), other: await rootOf(app) };
  const end = (milliseconds: number): string => new Date(server.now() + milliseconds).toISOString();
  const below = (await app('POST', '/roles', { name: 'below', parent_id: roots.other })).body;
  await app('POST', '/roleUsers', [
    { role_id: roots.other, user_id: 'former', role_type: 'super', expires_at: end(60_000) },
    { role_id: roots.other, user_id: 'until', role_type: 'super', expires_at: end(86_400_000) },
    { role_id: roots.other, user_id: 'asleep', role_type: 'super' },
    { role_id: below, user_id: 'middle', role_type: 'super' },
  ]);
  await app('POST', '/group', { name: 'everybody' });
  await app('POST', '/groupuser', { group: 'everybody', user: 'grouped' });
  await app('POST', `/roleGroups/${roots.other}`, ['everybody']);
  await send('POST', `/roleUsers/${roots.own}`, [{ user_id: 'ours', role_type: 'super' }]);
  await server.storage.transact(({ users }) => users.update('asleep', { status: 'frozen' }, server.now()));
  server.advance(120_000);
});
afterAll(() => server.close());

describe('authority §3: the right users', () => {
  it.each(['former', 'grouped', 'middle', 'ours'])(
    'reaches %s: no root super elsewhere, be it that it expired, came by a group or is of a lower role',
    async (id) => {
      expect((await send('PUT', `/users/${id}`, { phone: '1' })).body).toMatchObject({ id, phone: '1' });
      expect((await send('PUT', `/users/${id}/status/frozen`)).body).toMatchObject({ status: 'frozen' });
      expect((await send('PUT', `/users/${id}/status/active`)).body).toMatchObject({ status: 'active' });
    },
  );

  it.each(['chief', 'boss', 'until', 'asleep', 'nobody'])('does not reach %s, who is answered like nobody', async (id) => {
    const answers = await Promise.all([
      send('PUT', `/users/${id}`, { phone: '1' }),
      send('PUT', `/users/${id}/status/active`),
      send('PUT', `/users/${id}/status/frozen?dry_run=1`),
      send('PUT', `/users/${id}`, { password: 'copper-lantern-47-orbit' }),
    ]);
    for (const answer of answers) {
      expect([answer.status, answer.body.error_description]).toEqual([404, 'user_id: there is no such one within reach']);
    }
  });

  it('does not reach the root super of a client that is disabled: they could make it active again', async () => {
    await setClient(server, other, { status: 'disabled' });
    expect((await send('PUT', '/users/boss', { password: 'copper-lantern-47-orbit' })).status).toBe(404);
    await setClient(server, other, { status: 'active' });
  });
});
