import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeClient, setClient, setStatus } from '../../support/administration.ts';
import { Browser } from '../../support/browser.ts';
import {
  addDeviceClient,
  answerFor,
  askForCodes,
  DEVICE_GRANT,
  type DeviceAnswer,
  deviceTokens,
  enterCode,
  poll,
} from '../../support/device.ts';
import { dpopProof, dpopTestKey } from '../../support/dpop.ts';
import { idTokenOf, verified } from '../../support/openid-flow.ts';
import { basic, formToken, type TokenAnswer } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { useAccessToken, verdict } from '../../support/token-checks.ts';

let server: TestServer;
let client: TestClient;
let open: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = await addDeviceClient(server);
  open = await addDeviceClient(server, { authenticationMethod: 'none' });
});
afterAll(() => server.close());

async function codes(of: TestClient = client): Promise<DeviceAnswer['body']> {
  return (await askForCodes(server, of)).body;
}

describe('RFC 8628 §3.4: a device polls', () => {
  test.each(['confidential', 'public'])('a %s client gets tokens once the person has answered, and they work', async (kind) => {
    const of = kind === 'public' ? open : client;
    const person = await server.addUser();
    const { body } = await deviceTokens(server, of, { person });
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 7200, scope: 'user:read openid' });
    expect(await useAccessToken(server, body.access_token ?? '')).toBe(200);
    const refreshed = await formToken(
      server,
      { grant_type: 'refresh_token', refresh_token: body.refresh_token ?? '', client_id: String(of.id) },
      kind === 'public' ? {} : basic(of),
    );
    expect(refreshed.status).toBe(200);
  });

  test('OpenID Connect Core §3.1.3.3: with openid there is an ID token of the person, who signed in then', async () => {
    const person = await server.addUser();
    const before = Math.floor(server.now() / 1000);
    const { claims } = await verified(server, client, idTokenOf(await deviceTokens(server, client, { person })));
    expect(claims).toMatchObject({ sub: person.id, amr: ['pwd'], sid: expect.any(String) });
    expect(Number(claims['auth_time'])).toBeGreaterThanOrEqual(before);
    expect(idTokenOf(await deviceTokens(server, client, { scope: 'user:read' }))).toBe('');
  });

  test('a client that may not refresh gets no refresh token', async () => {
    const short = await addDeviceClient(server, { grantTypes: [DEVICE_GRANT] });
    expect((await deviceTokens(server, short)).body.refresh_token).toBeUndefined();
  });

  test('RFC 9449 §5: with a DPoP proof the tokens are bound to its key, and only the last poll counts for that', async () => {
    const { device_code, user_code } = await codes(open);
    await answerFor(server, user_code);
    const key = dpopTestKey();
    const url = `${server.issuer}/oauth2/token`;
    const form = { grant_type: DEVICE_GRANT, device_code, client_id: String(open.id) };
    const bound = await formToken(server, form, { dpop: dpopProof(key, { url, now: server.now() }) });
    expect(bound.body).toMatchObject({ token_type: 'DPoP', access_token: expect.any(String) });
    expect(await useAccessToken(server, bound.body.access_token ?? '')).toBe(401);
    const refresh = { grant_type: 'refresh_token', refresh_token: bound.body.refresh_token ?? '', client_id: String(open.id) };
    expect((await formToken(server, refresh)).body.error).toBe('invalid_grant');
    expect((await formToken(server, refresh, { dpop: dpopProof(key, { url, now: server.now() }) })).status).toBe(200);
  });

  test('RFC 8707 §2.2: a resource that the device did not ask for is invalid_target, and does not use the code up', async () => {
    const resource = 'https://api.device.example/';
    await server.addClient({ metadata: { resource_indicators: [resource] } });
    await setClient(server, client, { metadata: { allowed_resources: [resource] } });
    const asked = (await askForCodes(server, client, { resource })).body;
    await answerFor(server, asked.user_code);
    const other = await poll(server, client, { device_code: asked.device_code, resource: server.issuer });
    expect(verdict(other)).toEqual([400, 'invalid_target']);
    expect((await poll(server, client, { device_code: asked.device_code, resource })).status).toBe(200);
  });
});

describe('RFC 8628 §3.5: what a poll is answered', () => {
  test('authorization_pending while nobody has answered', async () => {
    const { device_code } = await codes();
    const answer = await poll(server, client, device_code);
    expect(verdict(answer)).toEqual([400, 'authorization_pending']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect((await poll(server, client, device_code)).body.error).toBe('slow_down');
  });

  test('slow_down for a poll before the interval is over, and each makes it 5 seconds longer', async () => {
    const { device_code } = await codes();
    const errors: (string | undefined)[] = [];
    for (const seconds of [0, 5, 4, 8, 10, 16]) {
      server.advance(seconds * 1000);
      errors.push((await poll(server, client, device_code)).body.error);
    }
    const pending = 'authorization_pending';
    expect(errors).toEqual([pending, pending, 'slow_down', 'slow_down', 'slow_down', 'slow_down']);
    server.advance(25_000);
    expect((await poll(server, client, device_code)).body.error).toBe(pending);
    server.advance(25_000);
    expect((await poll(server, client, device_code)).body.error).toBe(pending);
  });

  test('access_denied when the person refused, also to who polls again', async () => {
    const { device_code, user_code } = await codes();
    await answerFor(server, user_code, { step: 'deny' });
    for (const _ of [1, 2]) expect(verdict(await poll(server, client, device_code))).toEqual([400, 'access_denied']);
  });

  test('expired_token after 600 seconds, answered or not', async () => {
    const [waiting, approved] = [await codes(), await codes()];
    await answerFor(server, approved.user_code);
    server.advance(600_000);
    for (const { device_code } of [waiting, approved]) {
      expect(verdict(await poll(server, client, device_code))).toEqual([400, 'expired_token']);
    }
  });

  test('invalid_grant to another client, and the device is none the worse for it', async () => {
    const { device_code, user_code } = await codes();
    expect(verdict(await poll(server, open, device_code))).toEqual([400, 'invalid_grant']);
    expect((await poll(server, client, device_code)).body.error).toBe('authorization_pending');
    await answerFor(server, user_code);
    expect(verdict(await poll(server, open, device_code))).toEqual([400, 'invalid_grant']);
    expect((await poll(server, client, device_code)).status).toBe(200);
  });

  test('after success the code is dead, and what came of it lives on', async () => {
    const { device_code, user_code } = await codes();
    await answerFor(server, user_code);
    const { body } = await poll(server, client, device_code);
    expect(verdict(await poll(server, client, device_code))).toEqual([400, 'invalid_grant']);
    expect(await useAccessToken(server, body.access_token ?? '')).toBe(200);
  });

  test('of twenty polls at once that find it approved, one gets tokens', async () => {
    const { device_code, user_code } = await codes();
    await answerFor(server, user_code);
    const answers = await Promise.all(Array.from({ length: 20 }, () => poll(server, client, device_code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body.error))).toEqual(new Set([undefined, 'invalid_grant']));
  });

  test.each(['', 'nonsense', 'hfd_', `hfd_${'0'.repeat(59)}`, 'WDJB-MJHT'])('a device code that is none: %j', async (text) => {
    const answer = await poll(server, client, text);
    expect(verdict(answer)).toEqual([400, text === '' ? 'invalid_request' : 'invalid_grant']);
  });

  test('a device code in the query is not read', async () => {
    const { device_code, user_code } = await codes();
    await answerFor(server, user_code);
    const query = new URLSearchParams({ grant_type: DEVICE_GRANT, device_code });
    const answer = await fetch(`${server.url}/oauth2/token?${query}`, { method: 'POST', headers: basic(client) });
    expect(answer.status).toBe(400);
    expect((await poll(server, client, device_code)).status).toBe(200);
  });
});

describe('security §1, pattern 2: disabled means disabled', () => {
  /** Approves, lets something happen, and polls. */
  async function after(happening: (person: { readonly id: string }) => Promise<unknown>): Promise<TokenAnswer> {
    const own = await codes();
    const person = await server.addUser();
    await answerFor(server, own.user_code, { person });
    await happening(person);
    return poll(server, client, own.device_code);
  }

  test('a user who was frozen or deleted meanwhile: no tokens, also when they are revived', async () => {
    for (const status of ['frozen', 'delete'] as const) {
      expect(verdict(await after(({ id }) => setStatus(server, id, status)))).toEqual([400, 'invalid_grant']);
    }
    const revived = async ({ id }: { readonly id: string }): Promise<void> => {
      await setStatus(server, id, 'frozen');
      await setStatus(server, id, 'active');
    };
    expect(verdict(await after(revived))).toEqual([400, 'invalid_grant']);
  });

  test('a client that was disabled, removed, or lost the grant', async () => {
    const gone = await addDeviceClient(server);
    const own = await codes(gone);
    await answerFor(server, own.user_code);
    await setClient(server, gone, { grantTypes: ['refresh_token'] });
    expect((await poll(server, gone, own.device_code)).body.error).toBe('unauthorized_client');
    await setClient(server, gone, { grantTypes: [DEVICE_GRANT], status: 'disabled' });
    expect((await poll(server, gone, own.device_code)).status).toBe(401);
    await removeClient(server, gone);
    expect((await poll(server, gone, own.device_code)).status).toBe(401);
  });

  test('ADR 0008: signing out of the browser ends what was allowed in it, but not offline access', async () => {
    const browser = new Browser();
    const person = await server.addUser();
    const scopes = ['openid', 'openid offline_access'];
    const all = await Promise.all(scopes.map((scope) => askForCodes(server, client, { scope })));
    for (const { body } of all) {
      await browser.submit(await enterCode(server, body.user_code, { browser, person }), { step: 'allow' });
    }
    await browser.submit(await browser.get(`${server.url}/sign-out`), {});
    const answers = await Promise.all(all.map(({ body }) => poll(server, client, body.device_code)));
    expect(answers.map(({ status }) => status)).toEqual([400, 200]);
  });
});

test('issue 5: the audit table tells who let in which device, from where, and what was issued', async () => {
  const person = await server.addUser();
  const { user_code, device_code } = await codes();
  await answerFor(server, user_code, { person });
  await poll(server, client, device_code);
  await answerFor(server, (await codes()).user_code, { step: 'deny', person });
  const rows = await server.storage.read(({ audit }) => audit.list({ userId: person.id, limit: 20 }));
  const told = rows.map(({ action, actor, clientId }) => [action, actor, clientId]);
  expect(told).toContainEqual(['device.approved', person.id, client.id]);
  expect(told).toContainEqual(['device.refused', person.id, client.id]);
  expect(told).toContainEqual(['token.issued', `client-${client.id}`, client.id]);
  const [issued] = rows.filter(({ action }) => action === 'token.issued');
  const [approved] = rows.filter(({ action }) => action === 'device.approved');
  expect(issued?.detail['grant_id']).toBe(approved?.detail['grant_id']);
});
