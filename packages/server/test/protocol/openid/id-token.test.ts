import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_METADATA } from '../../../src/oauth/client/metadata/client-metadata.ts';
import { makeKeys, newestOf, type PlannedKey } from '../../../src/signing-keys/rotation.ts';
import type { SigningKey } from '../../../src/signing-keys/signing-key.ts';
import { personalSecret } from '../../support/administration.ts';
import { claimsOf, idTokenOf, openIdTokens, openIdUrl, outcome, signedIn, verified } from '../../support/openid-flow.ts';
import { clientJwt, signJwt, tallyToken } from '../../support/tally-client.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';
import { refresh, useAccessToken } from '../../support/token-checks.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

function half(text: string, hash: 'sha256' | 'sha512'): string {
  const digest = createHash(hash).update(text).digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
}

describe('OpenID Connect Core §2: the ID token', () => {
  test('OpenID Connect Core §2: iss, sub, aud, exp, iat, auth_time, nonce, acr, amr, at_hash and sid, and nothing else', async () => {
    const client = await server.addClient();
    const user = await server.addUser();
    const { idToken, access } = await openIdTokens(server, client, { user, parameters: { nonce: 'n-0S6_WzA2Mj' } });
    const { claims, header } = await verified(server, client, idToken);
    const now = Math.floor(server.now() / 1000);
    expect(header).toMatchObject({ alg: 'RS256', typ: 'JWT', kid: expect.any(String) });
    expect(claims).toEqual({
      iss: server.issuer,
      sub: user.id,
      aud: String(client.id),
      iat: expect.any(Number),
      exp: Number(claims.iat) + 300,
      auth_time: expect.any(Number),
      nonce: 'n-0S6_WzA2Mj',
      acr: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
      amr: ['pwd'],
      at_hash: half(access, 'sha256'),
      sid: expect.any(String),
    });
    expect(now - Number(claims.iat)).toBeLessThan(30);
  });

  test('OpenID Connect Core §2: no nonce was sent, so there is none', async () => {
    const { idToken } = await openIdTokens(server, await server.addClient());
    expect(claimsOf(idToken)).not.toHaveProperty('nonce');
  });

  test('OpenID Connect Core §3.1.2.1: without the scope openid there is no ID token', async () => {
    const { answer } = await openIdTokens(server, await server.addClient(), { parameters: { scope: 'profile user:read' } });
    expect(answer.body).not.toHaveProperty('id_token');
  });

  test.each([
    ['RS256', 'sha256'],
    ['ES256', 'sha256'],
    ['EdDSA', 'sha512'],
  ] as const)('OpenID Connect Core §3.1.3.6: signed by %s as registered, at_hash by %s', async (algorithm, hash) => {
    const metadata = { ...DEFAULT_METADATA, id_token_signed_response_alg: algorithm };
    const client = await server.addClient({ metadata });
    const { idToken, access } = await openIdTokens(server, client);
    const { claims, header } = await verified(server, client, idToken);
    expect([header.alg, claims['at_hash']]).toEqual([algorithm, half(access, hash)]);
  });

  test('OpenID Connect Core §12.2: a refresh gives the same iss, sub, aud and auth_time, a new iat, and no nonce', async () => {
    const client = await server.addClient();
    const first = await openIdTokens(server, client, { parameters: { nonce: 'once' } });
    server.advance(100_000);
    const answer = await refresh(server, client, { refresh_token: first.refresh });
    const [before, after] = [claimsOf(first.idToken), (await verified(server, client, idTokenOf(answer))).claims];
    for (const name of ['iss', 'sub', 'aud', 'auth_time', 'sid', 'acr'])
      expect([name, after[name]]).toEqual([name, before[name]]);
    expect(Number(after.iat) - Number(before['iat'])).toBeGreaterThanOrEqual(99);
    expect(after).not.toHaveProperty('nonce');
    expect(after['at_hash']).toBe(half(String(answer.body.access_token), 'sha256'));
  });

  test('OpenID Connect Core §12.2: a refresh narrowed to less than openid gives no ID token', async () => {
    const client = await server.addClient();
    const first = await openIdTokens(server, client, { parameters: { scope: 'openid user:read' } });
    const narrowed = await refresh(server, client, { refresh_token: first.refresh, scope: 'user:read' });
    expect(narrowed.body).not.toHaveProperty('id_token');
    const whole = await refresh(server, client, { refresh_token: String(narrowed.body.refresh_token) });
    expect(idTokenOf(whole)).not.toBe('');
  });

  test('OpenID Connect Core §2: tokens for a personal secret tell of no sign-in, so they come without an ID token', async () => {
    const client = await server.addClient({ grantTypes: ['password', 'refresh_token'] });
    const { id } = await server.addUser();
    const secret = await personalSecret(server, id);
    const time = String(Math.floor(server.now() / 1000));
    const username = signJwt({ alg: 'HS256', typ: 'JWT' }, { username: id, time, nonce: 'x' }, secret);
    const answer = await tallyToken(server, client, { grant_type: 'password', username, scope: 'openid' });
    expect([answer.status, answer.body['id_token']]).toEqual([200, undefined]);
    const again = await refresh(server, client, { refresh_token: String(answer.body.refresh_token) });
    expect([again.status, again.body['id_token']]).toEqual([200, undefined]);
  });

  test('RFC 9068 §2.1: an ID token is no access token: neither here nor at userinfo nor at introspection', async () => {
    const client = await server.addClient();
    const { idToken } = await openIdTokens(server, client);
    expect(await useAccessToken(server, idToken)).toBe(401);
    const headers = { authorization: `Bearer ${idToken}` };
    expect((await fetch(`${server.url}/oauth2/userinfo`, { headers })).status).toBe(401);
    const introspected = await fetch(`${server.url}/oauth2/introspect`, {
      method: 'POST',
      headers: { authorization: `Client ${clientJwt(client, server.now())}` },
      body: new URLSearchParams({ token: idToken }),
    });
    expect(await introspected.json()).toEqual({ active: false });
  });

  test('OpenID Connect Core §2: the sub of a user is the same at every client and at every sign-in', async () => {
    const user = await server.addUser();
    const one = await openIdTokens(server, await server.addClient(), { user });
    const other = await openIdTokens(server, await server.addClient(), { user });
    expect([claimsOf(one.idToken)['sub'], claimsOf(other.idToken)['sub']]).toEqual([user.id, user.id]);
    expect(user.id).toMatch(/^[\x21-\x7e]{1,255}$/);
  });
});

/** Another key signs from now on. */
async function rotate(): Promise<void> {
  const { storage, keys } = server;
  const next = (there: readonly SigningKey[]): PlannedKey[] => [
    { algorithm: 'ES256', generation: (newestOf(there, 'ES256')?.generation ?? 0) + 1, activeFrom: server.now() },
  ];
  expect(await makeKeys({ storage, keys }, next, server.now())).toBe(1);
  server.advance(1_000);
}

describe('OpenID Connect Core §10.1.1: sessions outlive a changed signing key', () => {
  test('OpenID Connect Core §10.1.1: a session, a refresh and a hint work after the keys were rotated twice', async () => {
    const { browser, user } = await signedIn(server);
    const metadata = { ...DEFAULT_METADATA, id_token_signed_response_alg: 'ES256' } as const;
    const client = await server.addClient({ consent: 'never', metadata });
    const first = await openIdTokens(server, client, { user, browser });
    await rotate();
    const second = await openIdTokens(server, client, { user, browser });
    await rotate();
    const third = await refresh(server, client, { refresh_token: first.refresh });
    const kids = new Set<unknown>();
    for (const token of [first.idToken, second.idToken, idTokenOf(third)])
      kids.add((await verified(server, client, token)).header['kid']);
    expect(kids.size).toBeGreaterThan(1);
    const url = openIdUrl(server, client, { prompt: 'none', id_token_hint: first.idToken });
    expect(outcome(await browser.get(url))).toBe('code');
  });
});
