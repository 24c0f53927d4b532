import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_METADATA } from '../../../src/oauth/client/metadata/client-metadata.ts';
import { Browser } from '../../support/browser.ts';
import { signInAt } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

function metadata(): client.ServerMetadata & oauth.AuthorizationServer {
  return {
    issuer: server.issuer,
    authorization_endpoint: `${server.url}/oauth2/authorize`,
    token_endpoint: `${server.url}/oauth2/token`,
    userinfo_endpoint: `${server.url}/oauth2/userinfo`,
    jwks_uri: `${server.url}/oauth2/jwks`,
    authorization_response_iss_parameter_supported: true,
    code_challenge_methods_supported: ['S256'],
  };
}

function configuration({ id, secret }: TestClient, algorithm: string): client.Configuration {
  const registered = { client_secret: secret, id_token_signed_response_alg: algorithm };
  const config = new client.Configuration(metadata(), String(id), registered, client.ClientSecretBasic(secret));
  client.allowInsecureRequests(config);
  // The signature is checked by our key set, and not only trusted to the connection (OpenID Connect Core §3.1.3.7).
  client.enableNonRepudiationChecks(config);
  return config;
}

describe('OpenID Connect Core §3.1: openid-client signs in and validates the ID token by our key set', () => {
  test.each(['RS256', 'ES256', 'EdDSA'] as const)(
    '[openid-client] OpenID Connect Core §3.1.3.7: %s, nonce, max_age, userinfo, refresh',
    async (algorithm) => {
      const own = { ...DEFAULT_METADATA, id_token_signed_response_alg: algorithm };
      const registered = await server.addClient({ redirectUris: ['https://rp.example/cb'], metadata: own });
      const config = configuration(registered, algorithm);
      const [pkceCodeVerifier, expectedNonce, expectedState] = [
        client.randomPKCECodeVerifier(),
        client.randomNonce(),
        client.randomState(),
      ];
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: registered.redirectUri,
        scope: 'openid profile email',
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
        nonce: expectedNonce,
        state: expectedState,
        max_age: '300',
      });
      const user = await server.addUser({ email: 'lin@example.com' });
      const browser = new Browser();
      const back = await signInAt(url.href, user, browser);
      const checks = { pkceCodeVerifier, expectedNonce, expectedState, maxAge: 300, idTokenExpected: true };
      const tokens = await client.authorizationCodeGrant(config, new URL(back.location ?? ''), checks);
      expect(tokens.claims()).toMatchObject({ iss: server.issuer, sub: user.id, aud: String(registered.id), amr: ['pwd'] });
      const told = await client.fetchUserInfo(config, tokens.access_token, user.id);
      expect(told).toMatchObject({ sub: user.id, preferred_username: user.id, email: 'lin@example.com' });
      const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
      expect(refreshed.claims()?.sub).toBe(user.id);
    },
  );

  test('[openid-client] OpenID Connect Core §3.1.3.7: a nonce that was not ours is noticed', async () => {
    const registered = await server.addClient({ redirectUris: ['https://rp.example/cb'] });
    const config = configuration(registered, 'RS256');
    const url = client.buildAuthorizationUrl(config, { redirect_uri: registered.redirectUri, scope: 'openid', nonce: 'theirs' });
    const back = await signInAt(url.href, await server.addUser());
    const exchange = client.authorizationCodeGrant(config, new URL(back.location ?? ''), { expectedNonce: 'ours' });
    await expect(exchange).rejects.toThrow();
  });

  test('[openid-client] OpenID Connect Core §3.1.2.6: prompt=none with nobody signed in is an AuthorizationResponseError, login_required', async () => {
    const registered = await server.addClient({ redirectUris: ['https://rp.example/cb'] });
    const config = configuration(registered, 'RS256');
    const { redirectUri: redirect_uri } = registered;
    const url = client.buildAuthorizationUrl(config, { redirect_uri, scope: 'openid', prompt: 'none' });
    const page = await new Browser().get(url.href);
    const exchange = client.authorizationCodeGrant(config, new URL(page.location ?? ''));
    await expect(exchange).rejects.toMatchObject({ error: 'login_required' });
  });
});

describe('OpenID Connect Core §5.3: oauth4webapi reads userinfo, and its refusals', () => {
  test('[oauth4webapi] OpenID Connect Core §5.3.2: a challenge of invalid_token is parsed', async () => {
    const insecure = { [oauth.allowInsecureRequests]: true };
    const asked = oauth.userInfoRequest(metadata(), { client_id: '1' }, 'garbage', insecure);
    const refusal = oauth.processUserInfoResponse(metadata(), { client_id: '1' }, oauth.skipSubjectCheck, await asked);
    await expect(refusal).rejects.toMatchObject({
      cause: [{ scheme: 'bearer', parameters: { realm: server.issuer, error: 'invalid_token' } }],
    });
  });
});
