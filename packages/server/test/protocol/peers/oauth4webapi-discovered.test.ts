import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDeviceClient, answerFor } from '../../support/device.ts';
import { signInAt } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';

const RESOURCE = 'https://peers.example/';
const insecure = { [oauth.allowInsecureRequests]: true };
let server: TestServer;
let as: oauth.AuthorizationServer;
let registered: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  await server.addClient({ metadata: { resource_indicators: [RESOURCE], access_token_format: 'jwt' } });
  registered = await server.addClient({
    grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
    redirectUris: ['https://rp.example/cb'],
    metadata: { allowed_resources: [RESOURCE] },
  });
  const issuer = new URL(server.issuer);
  as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { ...insecure, algorithm: 'oauth2' }));
});
afterAll(() => server.close());

function party(): { readonly self: { readonly client_id: string }; readonly auth: oauth.ClientAuth } {
  return { self: { client_id: String(registered.id) }, auth: oauth.ClientSecretPost(registered.secret) };
}

/** Whether the library, as a resource server, takes a token for the resource. */
function checked(token: string): Promise<oauth.JWTAccessTokenClaims> {
  const request = new Request(`${RESOURCE}notes`, { headers: { authorization: `Bearer ${token}` } });
  return oauth.validateJwtAccessToken(as, request, RESOURCE, insecure);
}

async function machineToken(parameters: Record<string, string>): Promise<string> {
  const { self, auth } = party();
  const response = await oauth.clientCredentialsGrantRequest(as, self, auth, new URLSearchParams(parameters), insecure);
  return (await oauth.processClientCredentialsResponse(as, self, response)).access_token;
}

describe('with the metadata that it found', () => {
  test('[oauth4webapi] RFC 8414 §3.2: it reads our metadata under both names', async () => {
    const issuer = new URL(server.issuer);
    const response = await oauth.discoveryRequest(issuer, { ...insecure, algorithm: 'oidc' });
    expect(await oauth.processDiscoveryResponse(issuer, response)).toEqual(as);
  });

  test('[oauth4webapi] RFC 9068 §4: as a resource server it takes a machine’s token for its resource', async () => {
    const claims = await checked(await machineToken({ resource: RESOURCE }));
    expect(claims).toMatchObject({ aud: RESOURCE, client_id: String(registered.id), sub: `client-${registered.id}` });
  });

  test('[oauth4webapi] RFC 9068 §4: as a resource server it refuses an opaque token', async () => {
    await expect(checked(await machineToken({ scope: 'role:read' }))).rejects.toThrow();
  });

  test('[oauth4webapi] RFC 9068 §4: as a resource server it takes a user’s token, and refuses their ID token', async () => {
    const { self, auth } = party();
    const [verifier, state] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState()];
    const url = new URL(as.authorization_endpoint ?? '');
    url.search = new URLSearchParams({
      ...self,
      redirect_uri: registered.redirectUri,
      response_type: 'code',
      scope: 'openid roles',
      resource: RESOURCE,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
    }).toString();
    const user = await server.addUser();
    const back = await signInAt(url.href, user);
    const parameters = oauth.validateAuthResponse(as, self, new URL(back.location ?? ''), state);
    const request = [as, self, auth, parameters, registered.redirectUri, verifier, insecure] as const;
    const response = await oauth.authorizationCodeGrantRequest(...request);
    const tokens = await oauth.processAuthorizationCodeResponse(as, self, response);
    expect(await checked(tokens.access_token)).toMatchObject({ sub: user.id, scope: 'openid roles' });
    await expect(checked(tokens.id_token ?? '')).rejects.toThrow();
  });

  test('[oauth4webapi] RFC 7009 §2.2: it gives up what is unknown, and is told nothing', async () => {
    const { self, auth } = party();
    const response = await oauth.revocationRequest(as, self, auth, 'hfa_unknown', insecure);
    expect(await oauth.processRevocationResponse(response)).toBeUndefined();
  });

  test('[oauth4webapi] RFC 8628 §3.5: a device waits, and is let in', async () => {
    const device = await addDeviceClient(server, { authenticationMethod: 'none' });
    const self = { client_id: String(device.id) };
    const asking = oauth.deviceAuthorizationRequest(as, self, oauth.None(), new URLSearchParams({ scope: 'openid' }), insecure);
    const codes = await oauth.processDeviceAuthorizationResponse(as, self, await asking);
    const poll = async (): Promise<oauth.TokenEndpointResponse> => {
      const response = await oauth.deviceCodeGrantRequest(as, self, oauth.None(), codes.device_code, insecure);
      return oauth.processDeviceCodeResponse(as, self, response);
    };
    await expect(poll()).rejects.toMatchObject({ error: 'authorization_pending' });
    const person = await server.addUser();
    await answerFor(server, codes.user_code, { person });
    server.advance((codes.interval ?? 5) * 1000);
    const tokens = await poll();
    expect(oauth.getValidatedIdTokenClaims(tokens)?.sub).toBe(person.id);
  });
});
