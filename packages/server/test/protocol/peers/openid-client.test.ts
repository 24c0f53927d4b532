import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signInAt } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

function configuration(registered: TestClient, authentication: client.ClientAuth): client.Configuration {
  const metadata = {
    issuer: server.issuer,
    authorization_endpoint: `${server.url}/oauth2/authorize`,
    token_endpoint: `${server.url}/oauth2/token`,
    authorization_response_iss_parameter_supported: true,
    code_challenge_methods_supported: ['S256'],
  };
  const config = new client.Configuration(metadata, String(registered.id), undefined, authentication);
  client.allowInsecureRequests(config);
  return config;
}

const METHODS: readonly (readonly [
  string,
  'client_secret_basic' | 'client_secret_post' | 'none',
  (of: TestClient) => client.ClientAuth,
])[] = [
  ['client_secret_basic', 'client_secret_basic', ({ secret }) => client.ClientSecretBasic(secret)],
  ['client_secret_post', 'client_secret_post', ({ secret }) => client.ClientSecretPost(secret)],
  ['none', 'none', () => client.None()],
];

describe('openid-client', () => {
  test.each(METHODS)(
    '[openid-client] RFC 6749 §4.1, §6, RFC 7636 §4: code with PKCE, and a narrowed refresh, by %s',
    async (_title, authenticationMethod, authentication) => {
      const registered = await server.addClient({ authenticationMethod, redirectUris: ['https://rp.example/cb'] });
      const config = configuration(registered, authentication(registered));
      const pkceCodeVerifier = client.randomPKCECodeVerifier();
      const expectedState = client.randomState();
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: registered.redirectUri,
        scope: 'user:read role:read',
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
        state: expectedState,
      });
      const back = await signInAt(url.href, await server.addUser());
      const tokens = await client.authorizationCodeGrant(config, new URL(back.location ?? ''), {
        pkceCodeVerifier,
        expectedState,
      });
      expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 7200, scope: 'role:read user:read' });
      const narrowed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', { scope: 'user:read' });
      expect(narrowed.scope).toBe('user:read');
      const resource = await client.fetchProtectedResource(
        config,
        narrowed.access_token,
        new URL(`${server.url}/api2/user`),
        'GET',
      );
      expect(resource.status).toBe(200);
      await expect(client.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toMatchObject({
        error: 'invalid_grant',
      });
    },
  );

  test('[openid-client] RFC 6749 §5.2: with a wrong secret it is told invalid_client', async () => {
    const registered = await server.addClient();
    const config = configuration(registered, client.ClientSecretPost('wrong'.repeat(5)));
    await expect(client.refreshTokenGrant(config, 'nonsense')).rejects.toMatchObject({ status: 401 });
  });
});
