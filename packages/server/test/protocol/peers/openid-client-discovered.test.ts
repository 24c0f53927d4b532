import type { webcrypto } from 'node:crypto';
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { type ClientKey, clientKey, keyedClient } from '../../support/client-keys.ts';
import { addDeviceClient, answerFor } from '../../support/device.ts';
import { signInAt } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';

const RESOURCE = 'https://peers.example/';
const redirectUris = ['https://rp.example/cb'];
let server: TestServer;
let api: TestClient;

beforeAll(async () => {
  server = await startTestServer({ path: '/auth', dpopNonce: 'required' });
  api = await server.addClient({ metadata: { resource_indicators: [RESOURCE], access_token_format: 'jwt' } });
});
afterAll(() => server.close());

/** All that the library knows of us it has from our metadata. */
function discovered(
  of: TestClient,
  authentication: client.ClientAuth = client.ClientSecretBasic(of.secret),
  algorithm: 'oidc' | 'oauth2' = 'oidc',
): Promise<client.Configuration> {
  const metadata = { client_secret: of.secret };
  const options = { algorithm, execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] };
  return client.discovery(new URL(server.issuer), String(of.id), metadata, authentication, options);
}

/** A request with PKCE, state and nonce, and the checks of its answer. */
async function begin(
  config: client.Configuration,
  parameters: Record<string, string>,
): Promise<{ readonly url: URL; readonly checks: client.AuthorizationCodeGrantChecks }> {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUris[0] ?? '',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
    ...parameters,
  });
  return { url, checks: { pkceCodeVerifier, expectedState, expectedNonce } };
}

async function signedIn(
  config: client.Configuration,
  parameters: Record<string, string>,
): ReturnType<typeof client.authorizationCodeGrant> {
  const { url, checks } = await begin(config, parameters);
  const back = await signInAt(url.href, await server.addUser());
  return client.authorizationCodeGrant(config, new URL(back.location ?? ''), checks);
}

describe('with an issuer that has a path', () => {
  test('[openid-client] OpenID Connect Discovery §4: the metadata is found after the path, and carries a whole sign-in', async () => {
    const config = await discovered(await server.addClient({ redirectUris }));
    expect(config.serverMetadata().issuer).toBe(server.issuer);
    const tokens = await signedIn(config, { scope: 'openid profile' });
    const sub = tokens.claims()?.sub ?? '';
    expect(await client.fetchUserInfo(config, tokens.access_token, sub)).toMatchObject({ sub, preferred_username: sub });
  });

  test('[openid-client] RFC 8414 §3.1: the metadata is found before the path', async () => {
    const config = await discovered(api, undefined, 'oauth2');
    expect(config.serverMetadata()).toMatchObject({ issuer: server.issuer, token_endpoint: `${server.url}/oauth2/token` });
  });

  test('[openid-client] OAuth 2.0 Form Post §2: the answer is read from a POST', async () => {
    const config = await discovered(await server.addClient({ redirectUris }));
    const { url, checks } = await begin(config, { scope: 'openid', response_mode: 'form_post' });
    const { forms } = await signInAt(url.href, await server.addUser());
    const [{ action = '', hidden = {} } = {}] = forms;
    const post = new Request(action, { method: 'POST', body: new URLSearchParams(hidden) });
    expect((await client.authorizationCodeGrant(config, post, checks)).claims()?.sub).toMatch(/^user-/);
  });
});

describe('tokens', () => {
  test('[openid-client] RFC 6749 §4.4, RFC 7662 §2.1, RFC 7009 §2.1: a machine gets a token, has it told, and gives it up', async () => {
    const config = await discovered(await server.addClient({ grantTypes: ['client_credentials'] }));
    const { access_token } = await client.clientCredentialsGrant(config, { scope: 'role:read' });
    expect(await client.tokenIntrospection(config, access_token)).toMatchObject({ active: true, scope: 'role:read' });
    await client.tokenRevocation(config, access_token);
    expect(await client.tokenIntrospection(config, access_token)).toEqual({ active: false });
  });

  test('[openid-client] RFC 7523 §2.2: a machine proves itself by its key, for every endpoint', async () => {
    const key = clientKey('ES256');
    const registered = await server.addClient(keyedClient([key]));
    const config = await discovered(registered, client.PrivateKeyJwt(await webKey(key)));
    const { access_token } = await client.clientCredentialsGrant(config);
    expect((await client.tokenIntrospection(config, access_token)).active).toBe(true);
    await client.tokenRevocation(config, access_token);
    expect((await client.tokenIntrospection(config, access_token)).active).toBe(false);
  });

  test('[openid-client] RFC 8707 §2: a token for a resource, by code, by refresh and by client_credentials', async () => {
    const grantTypes = ['authorization_code', 'refresh_token', 'client_credentials'] as const;
    const metadata = { allowed_resources: [RESOURCE] };
    const config = await discovered(await server.addClient({ redirectUris, grantTypes: [...grantTypes], metadata }));
    const tokens = await signedIn(config, { scope: 'openid roles', resource: RESOURCE });
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', { resource: RESOURCE });
    const own = await client.clientCredentialsGrant(config, { resource: RESOURCE });
    for (const { access_token } of [tokens, refreshed, own]) expect(payloadOf(access_token)['aud']).toBe(RESOURCE);
    const elsewhere = client.clientCredentialsGrant(config, { resource: 'https://nobody.example/' });
    await expect(elsewhere).rejects.toMatchObject({ error: 'invalid_target' });
  });

  test('[openid-client] RFC 9449 §8: DPoP where nonces are required, from the code to the API', async () => {
    const config = await discovered(await server.addClient({ authenticationMethod: 'none', redirectUris }), client.None());
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
    const { url, checks } = await begin(config, { scope: 'openid user:read', dpop_jkt: await DPoP.calculateThumbprint() });
    const back = await signInAt(url.href, await server.addUser());
    const tokens = await client.authorizationCodeGrant(config, new URL(back.location ?? ''), checks, undefined, { DPoP });
    expect(tokens.token_type).toBe('dpop');
    const { access_token } = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', undefined, { DPoP });
    const api2 = new URL(`${server.url}/api2/user`);
    const asked = client.fetchProtectedResource(config, access_token, api2, 'GET', undefined, undefined, { DPoP });
    expect((await asked).status).toBe(200);
    const sub = tokens.claims()?.sub ?? '';
    expect((await client.fetchUserInfo(config, access_token, sub, { DPoP })).sub).toBe(sub);
  });
});

describe('without a browser of its own, and at the end', () => {
  test('[openid-client] RFC 8628 §3.4: a device is let in by somebody elsewhere', async () => {
    const config = await discovered(await addDeviceClient(server));
    const codes = await client.initiateDeviceAuthorization(config, { scope: 'openid user:read' });
    const person = await server.addUser();
    await answerFor(server, codes.user_code, { person });
    const tokens = await client.pollDeviceAuthorizationGrant(config, { ...codes, interval: 0.1 });
    expect(tokens.claims()?.sub).toBe(person.id);
  });

  test('[openid-client] OpenID Connect RP-Initiated Logout §2: its address ends the session, and leads back', async () => {
    const post_logout_redirect_uri = 'https://rp.example/bye';
    const metadata = { post_logout_redirect_uris: [post_logout_redirect_uri] };
    const config = await discovered(await server.addClient({ redirectUris, metadata }));
    const { url, checks } = await begin(config, { scope: 'openid' });
    const browser = new Browser();
    const back = await signInAt(url.href, await server.addUser(), browser);
    const tokens = await client.authorizationCodeGrant(config, new URL(back.location ?? ''), checks);
    const parameters = { id_token_hint: tokens.id_token ?? '', post_logout_redirect_uri, state: 'bye' };
    const page = await browser.get(client.buildEndSessionUrl(config, parameters).href);
    const ended = page.location === null ? await browser.submit(page, {}) : page;
    expect(ended.location).toBe(`${post_logout_redirect_uri}?state=bye`);
    const silent = await begin(config, { scope: 'openid', prompt: 'none' });
    expect((await browser.get(silent.url.href)).location).toContain('error=login_required');
  });
});

async function webKey({ privateKey, kid }: ClientKey): Promise<client.PrivateKey> {
  const jwk = privateKey.export({ format: 'jwk' }) as webcrypto.JsonWebKey;
  const imported = await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
  return { key: imported, kid };
}

function payloadOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}
