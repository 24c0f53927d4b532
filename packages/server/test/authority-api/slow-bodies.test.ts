import { afterAll, beforeAll, expect, it } from 'vitest';
import { asSession, asUser } from '../support/api-callers.ts';
import { type SlowRequest, sendRaw, sendSlowly } from '../support/raw-http.ts';
import { clientJwt } from '../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let client: TestClient;
let root: number;
beforeAll(async () => {
  server = await startTestServer();
  for (const id of ['boss', 'second']) await server.addUser({ id });
  client = await server.addClient({ owner: 'boss' });
  root = (await server.authorities.state({ clientId: client.id }))?.rootId ?? 0;
});
afterAll(() => server.close());

const role = (name: string): string => JSON.stringify({ name, description: '', parent_id: root });
const post = (headers: Record<string, string>, body: string): SlowRequest => ({
  method: 'POST',
  target: '/api2/roles',
  headers,
  body,
});

async function names(): Promise<string[]> {
  const state = await server.authorities.state({ clientId: client.id });
  return [...(state?.roles() ?? [])].map(({ name }) => name);
}

it.each([
  ['without credentials', []],
  ['with a JWT that is none', ['Authorization: Client a.b.c']],
  ['with credentials of two kinds', ['Authorization: Bearer hfa_x', 'Authencation: Client a.b.c']],
] as const)('authority §3: a request %s is refused before its body is there', async (_title, credentials) => {
  for (const target of ['/api/roles', '/api2/roles', '/access/v1/evaluation']) {
    const headers = [...credentials, 'Content-Type: application/json', 'Content-Length: 1000'];
    expect((await sendRaw(server, { method: 'POST', target, headers })).status).toBe(401);
  }
});

it('oauth2 §4: whoever a request says that it is from, a body above 1 MiB is not read', async () => {
  const headers = ['Authorization: Bearer hfa_nothing', `Content-Length: ${1024 * 1024 + 1}`];
  const answer = await sendRaw(server, { method: 'POST', target: '/api2/roles', headers });
  expect([answer.status, answer.headers.get('connection')]).toEqual([413, 'close']);
});

it('oauth2 §3: a JWT that counts once counts once for a body that came slowly, and not for one that never came', async () => {
  const strict = await server.addClient({ refuseJwtReplay: true });
  const rootId = (await server.authorities.state({ clientId: strict.id }))?.rootId ?? 0;
  const headers = { authorization: `Client ${clientJwt(strict, server.now())}` };
  const body = JSON.stringify({ name: 'slow', description: '', parent_id: rootId });
  const never = new Error('the caller goes away');
  await expect(sendSlowly(server, post(headers, body), () => Promise.reject(never))).rejects.toBe(never);
  const statuses: number[] = [];
  for (let time = 0; time < 2; time++)
    statuses.push((await sendSlowly(server, post(headers, body), async () => undefined)).status);
  expect(statuses).toEqual([200, 401]);
});

it('authority §2: the moment of a call is when its body is there: a right that ended by then is none', async () => {
  const boss = await asSession(server, 'boss');
  const expires_at = new Date(server.now() + 60_000).toISOString();
  const membership = [{ user_id: 'second', role_type: 'super', expires_at }];
  expect((await boss('POST', `/roleUsers/${root}?client_id=${client.id}`, membership)).status).toBe(200);
  const { tokens } = await asUser(server, client, { id: 'second' });
  const headers = { authorization: `Bearer ${tokens.access}` };
  const late = async (): Promise<void> => server.advance(60_001);
  expect((await sendSlowly(server, post(headers, role('in time')), async () => undefined)).status).toBe(200);
  expect((await sendSlowly(server, post(headers, role('too late')), late)).status).toBe(404);
  expect(await names()).toContain('in time');
  expect(await names()).not.toContain('too late');
});

it('authority §3: a token that expires while the body is sent changes nothing', async () => {
  const { tokens } = await asUser(server, client, { id: 'boss' });
  const headers = { authorization: `Bearer ${tokens.access}` };
  const late = async (): Promise<void> => server.advance(24 * 3_600_000);
  expect((await sendSlowly(server, post(headers, role('expired')), late)).status).toBe(401);
  expect(await names()).not.toContain('expired');
});
