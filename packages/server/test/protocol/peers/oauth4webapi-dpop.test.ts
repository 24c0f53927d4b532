import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signInAt } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';

let server: TestServer;
let registered: TestClient;
const insecure = { [oauth.allowInsecureRequests]: true };

beforeAll(async () => {
  server = await startTestServer({ dpopNonce: 'required' });
  registered = await server.addClient({ authenticationMethod: 'none', redirectUris: ['https://rp.example/cb'] });
});
afterAll(() => server.close());

function metadata(): oauth.AuthorizationServer {
  return {
    issuer: server.issuer,
    authorization_endpoint: `${server.url}/oauth2/authorize`,
    token_endpoint: `${server.url}/oauth2/token`,
    introspection_endpoint: `${server.url}/oauth2/introspect`,
    revocation_endpoint: `${server.url}/oauth2/revoke`,
    userinfo_endpoint: `${server.url}/oauth2/userinfo`,
    jwks_uri: `${server.url}/oauth2/jwks`,
    authorization_response_iss_parameter_supported: true,
  };
}

/** Tries once more with the nonce that the first answer brought, as oauth4webapi's own examples do. */
async function withNonce<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error;
    return attempt();
  }
}

describe.each(['ES256', 'Ed25519', 'PS256'])('oauth4webapi with DPoP by %s, where nonces are required', (alg) => {
  test('[oauth4webapi] RFC 9449 §5, §7, §8, RFC 7009 §2.1: code, userinfo, refresh, our API and revocation', async () => {
    const [as, client] = [metadata(), { client_id: String(registered.id) }];
    const DPoP = oauth.DPoP({}, await oauth.generateKeyPair(alg));
    const [verifier, state] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState()];
    const url = new URL(as.authorization_endpoint ?? '');
    url.search = new URLSearchParams({
      ...client,
      redirect_uri: registered.redirectUri,
      response_type: 'code',
      scope: 'openid user:read',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      dpop_jkt: await DPoP.calculateThumbprint(),
      state,
    }).toString();
    const back = await signInAt(url.href, await server.addUser());
    const parameters = oauth.validateAuthResponse(as, client, new URL(back.location ?? ''), state);
    const options = { ...insecure, DPoP };
    const tokens = await withNonce(async () => {
      const request = [as, client, oauth.None(), parameters, registered.redirectUri, verifier, options] as const;
      return oauth.processAuthorizationCodeResponse(as, client, await oauth.authorizationCodeGrantRequest(...request));
    });
    expect(tokens.token_type).toBe('dpop');
    const refreshed = await withNonce(async () => {
      const request = [as, client, oauth.None(), tokens.refresh_token ?? '', options] as const;
      return oauth.processRefreshTokenResponse(as, client, await oauth.refreshTokenGrantRequest(...request));
    });
    const { access_token: token } = refreshed;
    const resource = (): Promise<Response> =>
      oauth.protectedResourceRequest(token, 'GET', new URL(`${server.url}/api2/user`), undefined, undefined, options);
    expect((await withNonce(resource)).status).toBe(200);
    const sub = oauth.getValidatedIdTokenClaims(tokens)?.sub ?? '';
    const told = await withNonce(async () =>
      oauth.processUserInfoResponse(as, client, sub, await oauth.userInfoRequest(as, client, token, options)),
    );
    expect(told.sub).toBe(sub);
    await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, oauth.None(), token, insecure));
    await expect(withNonce(resource)).rejects.toMatchObject({ status: 401 });
  });
});

test('[oauth4webapi] RFC 7662 §2: it introspects a bound token', async () => {
  const machine = await server.addClient({ grantTypes: ['client_credentials'] });
  const [as, client] = [metadata(), { client_id: String(machine.id) }];
  const DPoP = oauth.DPoP({}, await oauth.generateKeyPair('ES256'));
  const auth = oauth.ClientSecretBasic(machine.secret);
  const tokens = await withNonce(async () => {
    const request = [as, client, auth, new URLSearchParams({ scope: 'role:read' }), { ...insecure, DPoP }] as const;
    return oauth.processClientCredentialsResponse(as, client, await oauth.clientCredentialsGrantRequest(...request));
  });
  const response = await oauth.introspectionRequest(as, client, auth, tokens.access_token, insecure);
  const told = await oauth.processIntrospectionResponse(as, client, response);
  expect(told).toMatchObject({ active: true, token_type: 'DPoP', cnf: { jkt: await DPoP.calculateThumbprint() } });
});
