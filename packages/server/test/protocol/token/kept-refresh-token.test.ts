import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { obtainTokens } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { refresh, useAccessToken, verdict } from '../../support/token-checks.ts';

const DAY = 86_400_000;

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient({ metadata: { rotate_refresh_tokens: false } });
});
afterAll(() => server.close());

describe('FAPI 2.0 §5.3.2.1: rotate_refresh_tokens: false', () => {
  test('the same refresh token is good again and again, at once too, and revokes nothing', async () => {
    const tokens = await obtainTokens(server, client, { parameters: { scope: 'user:read' } });
    const again = (): ReturnType<typeof refresh> => refresh(server, client, { refresh_token: tokens.refresh });
    const answers = [await again(), ...(await Promise.all([again(), again(), again()]))];
    expect(answers.map(({ status, body }) => [status, body.refresh_token])).toEqual(answers.map(() => [200, tokens.refresh]));
    const issued = answers.map(({ body }) => String(body.access_token));
    expect(new Set(issued).size).toBe(4);
    for (const token of [tokens.access, ...issued]) expect(await useAccessToken(server, token)).toBe(200);
  });

  test('RFC 6749 §6: a narrowed scope narrows one access token, never the refresh token', async () => {
    const tokens = await obtainTokens(server, client, { parameters: { scope: 'user:read role:read' } });
    const narrow = await refresh(server, client, { refresh_token: tokens.refresh, scope: 'role:read' });
    expect(narrow.body['scope']).toBe('role:read');
    expect((await refresh(server, client, { refresh_token: tokens.refresh })).body['scope']).toBe('role:read user:read');
  });

  test('another client cannot use it', async () => {
    const tokens = await obtainTokens(server, client);
    const other = await server.addClient({ metadata: { rotate_refresh_tokens: false } });
    expect(verdict(await refresh(server, other, { refresh_token: tokens.refresh }))).toEqual([400, 'invalid_grant']);
  });

  test('RFC 9700 §2.2.2: a public client must rotate', async () => {
    const draft = {
      authenticationMethod: 'none',
      redirectUris: ['https://rp.example/cb'],
      metadata: { rotate_refresh_tokens: false },
    };
    await expect(server.addClient(draft as Parameters<TestServer['addClient']>[0])).rejects.toThrow('rotate_refresh_tokens');
  });

  test('it ends at the absolute limit', async () => {
    const own = await startTestServer();
    const registered = await own.addClient({ metadata: { rotate_refresh_tokens: false } });
    const tokens = await obtainTokens(own, registered);
    own.advance(29 * DAY);
    expect((await refresh(own, registered, { refresh_token: tokens.refresh })).status).toBe(200);
    own.advance(DAY);
    expect(verdict(await refresh(own, registered, { refresh_token: tokens.refresh }))).toEqual([400, 'invalid_grant']);
    await own.close();
  });
});
