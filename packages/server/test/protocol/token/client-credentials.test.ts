import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setClient } from '../../support/administration.ts';
import { basic, formToken, tallyToken } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { verdict } from '../../support/token-checks.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient({ grantTypes: ['client_credentials'], defaultScope: 'openid role:read' });
});
afterAll(() => server.close());

const GRANT = { grant_type: 'client_credentials' };

function api(path: string, token: string, method = 'GET'): Promise<Response> {
  return fetch(server.url + path, { method, headers: { authorization: `Bearer ${token}` } });
}

describe('RFC 6749 §4.4: a client acts for itself', () => {
  test('in the form dialect and in the tally dialect', async () => {
    const form = await formToken(server, { ...GRANT, scope: 'role:read' }, basic(client));
    const tally = await tallyToken(server, client, { ...GRANT, scope: 'role:read' });
    for (const answer of [form, tally]) {
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ token_type: 'Bearer', expires_in: 7200, scope: 'role:read' });
    }
  });

  test('§4.4.3: there is no refresh token', async () => {
    expect((await formToken(server, GRANT, basic(client))).body).not.toHaveProperty('refresh_token');
  });

  test('§3.3: without a scope it gets what of its default scope is not about a user', async () => {
    expect((await formToken(server, GRANT, basic(client))).body['scope']).toBe('role:read');
  });

  test('§5.1: without a default scope the token is good for nothing but its identity, and no scope is named', async () => {
    const bare = await server.addClient({ grantTypes: ['client_credentials'] });
    const { status, body } = await formToken(server, GRANT, basic(bare));
    expect([status, 'scope' in body]).toEqual([200, false]);
    expect((await api('/api2/client', String(body.access_token))).status).toBe(403);
  });

  test.each(['openid', 'offline_access', 'profile role:read'])('§3.3: %s can only be asked of a user', async (scope) => {
    expect(verdict(await formToken(server, { ...GRANT, scope }, basic(client)))).toEqual([400, 'invalid_scope']);
  });

  test('§5.2: more than the client is registered for is invalid_scope', async () => {
    const narrow = await server.addClient({ grantTypes: ['client_credentials'], scope: 'role:read' });
    expect(verdict(await formToken(server, { ...GRANT, scope: 'role:write' }, basic(narrow)))).toEqual([400, 'invalid_scope']);
  });

  test('§5.2: a client without this grant is unauthorized_client', async () => {
    const other = await server.addClient();
    expect(verdict(await formToken(server, GRANT, basic(other)))).toEqual([400, 'unauthorized_client']);
  });

  test('§4.4: a public client cannot be given it', async () => {
    await expect(
      server.addClient({ grantTypes: ['client_credentials'], authenticationMethod: 'none', redirectUris: [] }),
    ).rejects.toThrow(/grant_types/);
  });

  test('openid-client obtains a token', async () => {
    const metadata = { issuer: server.issuer, token_endpoint: `${server.url}/oauth2/token` };
    const config = new openid.Configuration(metadata, String(client.id), client.secret);
    openid.allowInsecureRequests(config);
    const tokens = await openid.clientCredentialsGrant(config, { scope: 'role:read' });
    expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'role:read' });
  });
});

describe('contract/authority.md §3: a token of client_credentials acts as the client, within its scopes', () => {
  test('it reads what its scope names, and nothing else', async () => {
    const { body } = await formToken(server, { ...GRANT, scope: 'role:read' }, basic(client));
    const token = String(body.access_token);
    expect((await api('/api2/roles', token)).status).toBe(200);
    expect((await api('/api2/resources', token)).status).toBe(403);
  });

  test('it is dead once the client is disabled', async () => {
    const other = await server.addClient({ grantTypes: ['client_credentials'] });
    const { body } = await formToken(server, { ...GRANT, scope: 'role:read' }, basic(other));
    await setClient(server, other, { status: 'disabled' });
    expect((await api('/api2/roles', String(body.access_token))).status).toBe(401);
  });
});

test('contract §3: ending such a token ends that one only, and the client can get another', async () => {
  const [first, second] = await Promise.all([formToken(server, GRANT, basic(client)), formToken(server, GRANT, basic(client))]);
  const token = String(first.body.access_token);
  expect((await api(`/oauth2/token?access_token=${token}`, token, 'DELETE')).status).toBe(200);
  expect((await api('/api2/roles', token)).status).toBe(401);
  expect((await api('/api2/roles', String(second.body.access_token))).status).toBe(200);
  expect((await formToken(server, GRANT, basic(client))).status).toBe(200);
});

test('two first tokens at once, and one in a later month, are both issued', async () => {
  const other = await server.addClient({ grantTypes: ['client_credentials'] });
  const answers = await Promise.all(Array.from({ length: 8 }, () => formToken(server, GRANT, basic(other))));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
  server.advance(31 * 86_400_000);
  expect((await formToken(server, GRANT, basic(other))).status).toBe(200);
});
