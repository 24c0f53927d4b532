import { webcrypto } from 'node:crypto';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClientKey, clientKey } from '../../support/client-keys.ts';
import { type BrowsedUser, Follower } from '../../support/follower.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';

let server: TestServer;
let client: TestClient;
let user: BrowsedUser;
const key = clientKey('ES256');
const insecure = { [oauth.allowInsecureRequests]: true };

beforeAll(async () => {
  server = await startTestServer();
  user = await server.addUser();
  client = await server.addClient({
    authenticationMethod: 'private_key_jwt',
    redirectUris: ['https://rp.example/cb'],
    metadata: { jwks: { keys: [key.jwk] }, require_pushed_authorization_requests: true, require_signed_request_object: true },
  });
});
afterAll(() => server.close());

function metadata(): oauth.AuthorizationServer {
  return {
    issuer: server.issuer,
    authorization_endpoint: `${server.url}/oauth2/authorize`,
    token_endpoint: `${server.url}/oauth2/token`,
    introspection_endpoint: `${server.url}/oauth2/introspect`,
    pushed_authorization_request_endpoint: `${server.url}/oauth2/par`,
    authorization_response_iss_parameter_supported: true,
    code_challenge_methods_supported: ['S256'],
    response_types_supported: ['code'],
  };
}

async function webKey({ privateKey, kid }: ClientKey): Promise<oauth.PrivateKey> {
  const jwk = privateKey.export({ format: 'jwk' }) as webcrypto.JsonWebKey;
  const imported = await webcrypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
  return { key: imported, kid };
}

describe('oauth4webapi', () => {
  test('[oauth4webapi] RFC 9126 §2, RFC 9101 §4, RFC 7523 §2.2: a signed request is pushed by a client with a key, and its code redeemed', async () => {
    const [as, self] = [metadata(), { client_id: String(client.id) }];
    const signing = await webKey(key);
    const auth = oauth.PrivateKeyJwt(signing);
    const [verifier, state] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState()];
    const parameters = new URLSearchParams({
      ...self,
      redirect_uri: client.redirectUri,
      response_type: 'code',
      scope: 'user:read',
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const request = await oauth.issueRequestObject(as, self, parameters, signing);
    const pushing = await oauth.pushedAuthorizationRequest(as, self, auth, { ...self, request }, insecure);
    const pushed = await oauth.processPushedAuthorizationResponse(as, self, pushing);
    expect(pushed.expires_in).toBe(90);
    const url = `${as.authorization_endpoint}?${new URLSearchParams({ ...self, request_uri: pushed.request_uri })}`;
    const back = await new Follower(user).signIn(url);
    const answer = oauth.validateAuthResponse(as, self, new URL(back), state);
    const exchange = await oauth.authorizationCodeGrantRequest(as, self, auth, answer, client.redirectUri, verifier, insecure);
    const tokens = await oauth.processAuthorizationCodeResponse(as, self, exchange);
    expect(tokens.scope).toBe('user:read');
    const inspection = await oauth.introspectionRequest(as, self, auth, tokens.access_token, insecure);
    expect((await oauth.processIntrospectionResponse(as, self, inspection)).active).toBe(true);
  });
});

describe('openid-client', () => {
  async function configuration(of: TestClient): Promise<openid.Configuration> {
    const config = new openid.Configuration(
      metadata() as openid.ServerMetadata,
      String(of.id),
      undefined,
      openid.PrivateKeyJwt(await webKey(key)),
    );
    openid.allowInsecureRequests(config);
    return config;
  }

  test('[openid-client] RFC 9101 §4: a request object by value, and the code by private_key_jwt', async () => {
    const own = await server.addClient({
      authenticationMethod: 'private_key_jwt',
      redirectUris: ['https://rp.example/cb'],
      metadata: { jwks: { keys: [key.jwk] }, require_signed_request_object: true },
    });
    const config = await configuration(own);
    const [pkceCodeVerifier, expectedState] = [openid.randomPKCECodeVerifier(), openid.randomState()];
    const parameters = {
      redirect_uri: own.redirectUri,
      scope: 'user:read',
      state: expectedState,
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    };
    const url = await openid.buildAuthorizationUrlWithJAR(config, parameters, await webKey(key));
    const back = await new Follower(user).signIn(url.href);
    const tokens = await openid.authorizationCodeGrant(config, new URL(back), { pkceCodeVerifier, expectedState });
    expect(tokens.scope).toBe('user:read');
  });

  test('[openid-client] RFC 9126 §2: a pushed request, and the code by private_key_jwt', async () => {
    const own = await server.addClient({
      authenticationMethod: 'private_key_jwt',
      redirectUris: ['https://rp.example/cb'],
      metadata: { jwks: { keys: [key.jwk] }, require_pushed_authorization_requests: true },
    });
    const config = await configuration(own);
    const [pkceCodeVerifier, expectedState] = [openid.randomPKCECodeVerifier(), openid.randomState()];
    const url = await openid.buildAuthorizationUrlWithPAR(config, {
      redirect_uri: own.redirectUri,
      scope: 'user:read',
      state: expectedState,
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const back = await new Follower(user).signIn(url.href);
    const tokens = await openid.authorizationCodeGrant(config, new URL(back), { pkceCodeVerifier, expectedState });
    expect(tokens.scope).toBe('user:read');
  });
});
