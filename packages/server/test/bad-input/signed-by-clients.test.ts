import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertionClaims, byAssertion, type ClientKey, clientKey, keyedClient, seconds } from '../support/client-keys.ts';
import { formToken } from '../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../support/test-server.ts';
import { inBatches } from './in-batches.ts';
import { compact, type JwtParts, mutatedJwts } from './mutated-jwts.ts';

let server: TestServer;
let client: TestClient;
const key: ClientKey = clientKey('ES256');
const stranger: ClientKey = clientKey('ES256');

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient(keyedClient([key], { redirectUris: ['https://client.example/callback'] }));
});
afterAll(() => server.close());

function parts(claims: Record<string, unknown>, typ: string): JwtParts {
  return { header: { alg: 'ES256', kid: key.kid, typ }, claims, key: key.privateKey, stranger: stranger.privateKey };
}

function mint(client_assertion: string): ReturnType<typeof formToken> {
  return formToken(server, { grant_type: 'client_credentials', ...byAssertion(client_assertion) });
}

test('issue 5, RFC 8725 §3.1: of thousands of mutated client assertions none is accepted', async () => {
  const good = parts(assertionClaims(server, client), 'client-authentication+jwt');
  const corpus = mutatedJwts(good, ['iss', 'sub', 'aud', 'exp']);
  expect(corpus.length).toBeGreaterThan(1_250);
  const wrong = await inBatches(corpus, 60, async (text) => {
    const { status, body } = await mint(text);
    return status === 401 && body.error === 'invalid_client' ? [] : [`${status} ${body.error} ${text}`];
  });
  expect(wrong.flat()).toEqual([]);
  expect(server.logged.join('\n')).not.toContain('request.failed');
  // Nothing of it was used up: the good one still works.
  expect((await mint(compact(good))).status).toBe(200);
}, 60_000);

test('issue 5, RFC 9101 §6: of thousands of mutated request objects none is accepted', async () => {
  const now = seconds(server);
  const id = String(client.id);
  const request = { client_id: id, redirect_uri: client.redirectUri, response_type: 'code', scope: 'openid' };
  const good = parts({ iss: id, aud: server.issuer, exp: now + 120, ...request }, 'oauth-authz-req+jwt');
  const corpus = mutatedJwts(good, ['iss', 'aud', 'exp', 'client_id', 'redirect_uri', 'response_type']);
  expect(corpus.length).toBeGreaterThan(1_250);
  const look = (text: string): Promise<Response> => {
    const query = new URLSearchParams({ ...request, request: text });
    return fetch(`${server.url}/oauth2/authorize?${query}`, { redirect: 'manual' });
  };
  const wrong = await inBatches(corpus, 60, async (text) => {
    const answer = await look(text);
    await answer.arrayBuffer();
    const location = answer.headers.get('location');
    const isRefused = answer.status === 400 ? location === null : location?.startsWith(`${client.redirectUri}?error=`) === true;
    return isRefused ? [] : [`${answer.status} ${location} ${text}`];
  });
  expect(wrong.flat()).toEqual([]);
  expect(server.logged.join('\n')).not.toContain('request.failed');
  expect((await look(compact(good))).headers.get('location')).toContain('request_uri=urn');
}, 60_000);
