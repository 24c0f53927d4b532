import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signInAt } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';

let server: TestServer;
const insecure = { [oauth.allowInsecureRequests]: true };

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

function metadata(): oauth.AuthorizationServer {
  return {
    issuer: server.issuer,
    authorization_endpoint: `${server.url}/oauth2/authorize`,
    token_endpoint: `${server.url}/oauth2/token`,
    authorization_response_iss_parameter_supported: true,
    code_challenge_methods_supported: ['S256'],
  };
}

const METHODS: readonly (readonly [
  string,
  'client_secret_basic' | 'client_secret_post' | 'none',
  (client: TestClient) => oauth.ClientAuth,
])[] = [
  ['client_secret_basic', 'client_secret_basic', ({ secret }) => oauth.ClientSecretBasic(secret)],
  ['client_secret_post', 'client_secret_post', ({ secret }) => oauth.ClientSecretPost(secret)],
  ['none', 'none', () => oauth.None()],
];

describe('oauth4webapi', () => {
  test.each(METHODS)(
    '[oauth4webapi] RFC 6749 §4.1, §6, RFC 7636 §4: code with PKCE, and refresh, by %s',
    async (_title, authenticationMethod, clientAuth) => {
      const registered = await server.addClient({ authenticationMethod, redirectUris: ['https://rp.example/cb'] });
      const [as, client] = [metadata(), { client_id: String(registered.id) }];
      const [verifier, state] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState()];
      const url = new URL(as.authorization_endpoint ?? '');
      url.search = new URLSearchParams({
        ...client,
        redirect_uri: registered.redirectUri,
        response_type: 'code',
        scope: 'user:read',
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
      }).toString();
      const back = await signInAt(url.href, await server.addUser());
      const parameters = oauth.validateAuthResponse(as, client, new URL(back.location ?? ''), state);
      const auth = clientAuth(registered);
      const response = await oauth.authorizationCodeGrantRequest(
        as,
        client,
        auth,
        parameters,
        registered.redirectUri,
        verifier,
        insecure,
      );
      const tokens = await oauth.processAuthorizationCodeResponse(as, client, response);
      expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 7200, scope: 'user:read' });
      const again = await oauth.refreshTokenGrantRequest(as, client, auth, tokens.refresh_token ?? '', insecure);
      const refreshed = await oauth.processRefreshTokenResponse(as, client, again);
      expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);
      const resource = await oauth.protectedResourceRequest(
        refreshed.access_token,
        'GET',
        new URL(`${server.url}/api2/user`),
        undefined,
        undefined,
        insecure,
      );
      expect(resource.status).toBe(200);
    },
  );

  test('[oauth4webapi] RFC 9207 §2.4: it accepts our iss in an error, and reads the error', async () => {
    const registered = await server.addClient();
    const [as, client, state] = [metadata(), { client_id: String(registered.id) }, oauth.generateRandomState()];
    const query = new URLSearchParams({
      ...client,
      redirect_uri: registered.redirectUri,
      response_type: 'code',
      scope: 'nonsense',
      state,
    });
    const { headers } = await fetch(`${as.authorization_endpoint}?${query}`, { redirect: 'manual' });
    const read = (): unknown => oauth.validateAuthResponse(as, client, new URL(headers.get('location') ?? ''), state);
    expect(read).toThrow(oauth.AuthorizationResponseError);
    expect(read).toThrow(expect.objectContaining({ error: 'invalid_scope' }));
  });

  test('[oauth4webapi] RFC 6749 §5.2: it reads our errors at the token endpoint', async () => {
    const registered = await server.addClient();
    const [as, client] = [metadata(), { client_id: String(registered.id) }];
    const wrong = await oauth.refreshTokenGrantRequest(
      as,
      client,
      oauth.ClientSecretPost(registered.secret),
      'nonsense',
      insecure,
    );
    await expect(oauth.processRefreshTokenResponse(as, client, wrong)).rejects.toMatchObject({
      error: 'invalid_grant',
      status: 400,
    });
    const unauthenticated = await oauth.refreshTokenGrantRequest(
      as,
      client,
      oauth.ClientSecretBasic('wrong'.repeat(5)),
      'nonsense',
      insecure,
    );
    await expect(oauth.processRefreshTokenResponse(as, client, unauthenticated)).rejects.toBeInstanceOf(
      oauth.WWWAuthenticateChallengeError,
    );
  });
});
