import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDeviceClient, answerFor } from '../../support/device.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';

let server: TestServer;
const insecure = { [oauth.allowInsecureRequests]: true };

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

function metadata(): oauth.AuthorizationServer & { readonly issuer: string } {
  return {
    issuer: server.issuer,
    token_endpoint: `${server.url}/oauth2/token`,
    device_authorization_endpoint: `${server.url}/oauth2/device_authorization`,
    jwks_uri: `${server.url}/oauth2/jwks`,
  };
}

describe('RFC 8628 §3: openid-client', () => {
  test.each(['client_secret_basic', 'none'] as const)('polls until the person has answered, by %s', async (method) => {
    const registered = await addDeviceClient(server, { authenticationMethod: method });
    const authentication = method === 'none' ? openid.None() : openid.ClientSecretBasic(registered.secret);
    const config = new openid.Configuration(metadata(), String(registered.id), undefined, authentication);
    openid.allowInsecureRequests(config);
    const asked = await openid.initiateDeviceAuthorization(config, { scope: 'openid email' });
    expect(asked.verification_uri_complete).toContain(asked.user_code);
    const person = await server.addUser();
    await answerFor(server, asked.user_code, { person });
    // It waits for the interval before its first poll.
    const tokens = await openid.pollDeviceAuthorizationGrant(config, { ...asked, interval: 0 });
    expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'openid email' });
    expect(tokens.claims()).toMatchObject({ sub: person.id, iss: server.issuer });
    expect((await openid.refreshTokenGrant(config, tokens.refresh_token ?? '')).scope).toBe('openid email');
  });

  test('is told access_denied when the person refused', async () => {
    const registered = await addDeviceClient(server);
    const config = new openid.Configuration(metadata(), String(registered.id), registered.secret);
    openid.allowInsecureRequests(config);
    const asked = await openid.initiateDeviceAuthorization(config, { scope: 'openid' });
    await answerFor(server, asked.user_code, { step: 'deny' });
    const polling = openid.pollDeviceAuthorizationGrant(config, { ...asked, interval: 0 });
    await expect(polling).rejects.toMatchObject({ error: 'access_denied', status: 400 });
  });
});

describe('RFC 8628 §3: oauth4webapi', () => {
  test('gets the codes, reads authorization_pending and slow_down, and then the tokens', async () => {
    const registered = await addDeviceClient(server, { authenticationMethod: 'none' });
    const [as, client, auth] = [metadata(), { client_id: String(registered.id) }, oauth.None()];
    const response = await oauth.deviceAuthorizationRequest(as, client, auth, { scope: 'openid user:read' }, insecure);
    const asked = await oauth.processDeviceAuthorizationResponse(as, client, response);
    const poll = async (): Promise<oauth.TokenEndpointResponse> => {
      const answer = await oauth.deviceCodeGrantRequest(as, client, auth, asked.device_code, insecure);
      return oauth.processDeviceCodeResponse(as, client, answer);
    };
    await expect(poll()).rejects.toMatchObject({ error: 'authorization_pending', status: 400 });
    await expect(poll()).rejects.toMatchObject({ error: 'slow_down', status: 400 });
    const person = await server.addUser();
    await answerFor(server, asked.user_code, { person });
    const tokens = await poll();
    expect(oauth.getValidatedIdTokenClaims(tokens)?.sub).toBe(person.id);
    await expect(poll()).rejects.toMatchObject({ error: 'invalid_grant' });
  });
});
