import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { authorizeUrl, signInAt } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { exchangeCode, pkcePair } from '../../support/token-checks.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function statusFor(client: TestClient, redirectUri: string): Promise<number> {
  return (await new Browser().get(authorizeUrl(server, client, { redirect_uri: redirectUri }))).status;
}

describe('contract §1: redirect_uri is equal, character by character, to a registered one', () => {
  const other = [
    'https://client.example/callback/',
    'https://client.example/Callback',
    'https://CLIENT.example/callback',
    'https://client.example:443/callback',
    'https://client.example/callback?',
    'https://client.example/callback?a=1&b=2',
    'https://client.example/callback#',
    'https://client.example/callback%2F',
    'https://client.example/x/../callback',
    'http://client.example/callback',
    'https://client.example.evil.example/callback',
    'https://client.example@evil.example/callback',
    'https://evil.example/https://client.example/callback',
    ' https://client.example/callback',
    'https://client.example/callback ',
    'https://client.example/callback\n',
  ];
  test.each(other)('%j is not https://client.example/callback', async (redirectUri) => {
    const client = await server.addClient({
      redirectUris: ['https://client.example/callback', 'https://client.example/callback?a=1'],
    });
    expect(await statusFor(client, redirectUri)).toBe(400);
    expect(await statusFor(client, 'https://client.example/callback')).toBe(200);
  });
});

describe('RFC 8252 §7.3: a loopback IP literal may differ in its port', () => {
  test.each([
    ['http://127.0.0.1/cb', 'http://127.0.0.1:51004/cb', 200],
    ['http://127.0.0.1:3000/cb', 'http://127.0.0.1:51004/cb', 200],
    ['http://127.0.0.1:3000/cb', 'http://127.0.0.1/cb', 200],
    ['http://[::1]:3000/cb?a=1', 'http://[::1]:4000/cb?a=1', 200],
    ['http://127.0.0.1:3000/cb', 'http://127.0.0.1:3000/other', 400],
    ['http://127.0.0.1:3000/cb', 'http://127.0.0.1:0/cb', 400],
    ['http://127.0.0.1:3000/cb', 'http://127.0.0.1:70000/cb', 400],
    ['http://127.0.0.1:3000/cb', 'http://127.0.0.1:03000/cb', 400],
    ['http://127.0.0.1:3000/cb', 'http://127.0.0.2:3000/cb', 400],
    ['http://127.0.0.1:3000/cb', 'http://127.0.0.1:3000@evil.example/cb', 400],
    ['http://127.0.0.1:3000/cb', 'http://[::1]:3000/cb', 400],
    ['http://localhost:3000/cb', 'http://localhost:4000/cb', 400],
    ['http://10.0.0.1:3000/cb', 'http://10.0.0.1:4000/cb', 400],
  ])('registered %s, presented %s → %i', async (registered, presented, status) => {
    expect(await statusFor(await server.addClient({ redirectUris: [registered] }), presented)).toBe(status);
  });

  test('RFC 6749 §4.1.3: the port of the request is the one to be repeated at the token endpoint', async () => {
    const client = await server.addClient({ redirectUris: ['http://127.0.0.1:3000/cb'] });
    const presented = { ...client, redirectUri: 'http://127.0.0.1:4000/cb' };
    const page = await signInAt(authorizeUrl(server, presented), await server.addUser());
    const code = new URL(page.location ?? '').searchParams.get('code') ?? '';
    expect((await exchangeCode(server, client, { code })).body.error).toBe('invalid_grant');
    expect((await exchangeCode(server, presented, { code })).status).toBe(200);
  });
});

describe('RFC 6749 §3.1.2: the query that a redirect URI has is kept', () => {
  test.each([
    ['https://client.example/cb?a=1&b=%20x', 'https://client.example/cb?a=1&b=%20x&code='],
    ['https://client.example/cb?', 'https://client.example/cb?code='],
    ['https://client.example/cb?a=1&', 'https://client.example/cb?a=1&code='],
    ['https://client.example', 'https://client.example?code='],
  ])('%s leads to %s…', async (redirectUri, beginning) => {
    const client = await server.addClient({ redirectUris: [redirectUri] });
    const page = await signInAt(authorizeUrl(server, client), await server.addUser());
    expect(page.location?.slice(0, beginning.length)).toBe(beginning);
  });

  test('RFC 8252 §7.1: a private-use scheme of a public client', async () => {
    const client = await server.addClient({ authenticationMethod: 'none', redirectUris: ['com.example.app:/cb'] });
    const { challenge } = pkcePair();
    const url = authorizeUrl(server, client, { code_challenge: challenge, code_challenge_method: 'S256' });
    const page = await signInAt(url, await server.addUser());
    expect(page.location).toMatch(/^com\.example\.app:\/cb\?code=hfc_/);
  });
});
