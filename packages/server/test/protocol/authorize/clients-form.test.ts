import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KEPT_A_MINUTE } from '../../../src/oauth/grant/kept-request-limit.ts';
import { Browser } from '../../support/browser.ts';
import { clientKey, requestObject } from '../../support/client-keys.ts';
import { authorizeUrl, redirected, signInAt } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';

let server: TestServer;
let client: TestClient;
let user: { readonly id: string; readonly password: string };

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient();
  user = await server.addUser();
});
afterAll(() => server.close());

const STATE = `a b&c=d"é%2F+`;

function fields(changes: Record<string, string> = {}): Record<string, string> {
  const request = { client_id: String(client.id), redirect_uri: client.redirectUri, response_type: 'code' };
  return { ...request, scope: 'openid', state: STATE, ...changes };
}

describe("OpenID Connect Core §3.1.2.1: a request that a client's page sends by POST", () => {
  test('is brought again by GET, byte for byte, and leads to a code', async () => {
    const browser = new Browser();
    const sent = await browser.post(`${server.url}/oauth2/authorize`, fields());
    expect(sent.status).toBe(303);
    const address = new URL(sent.location ?? '', server.url);
    expect(Object.fromEntries(address.searchParams)).toEqual(fields());
    const answer = await signInAt(address.href, user, browser);
    expect([redirected(answer).get('state'), redirected(answer).has('code')]).toEqual([STATE, true]);
  });

  test('RFC 6749 §10.12: it has no effect of its own, though the browser has a session', async () => {
    const browser = new Browser();
    await signInAt(authorizeUrl(server, client, { scope: 'openid' }), user, browser);
    const count = server.logged.length;
    const sent = await browser.post(`${server.url}/oauth2/authorize`, fields());
    expect([sent.status, sent.location?.startsWith('/oauth2/authorize?'), sent.body]).toEqual([303, true, '']);
    expect(server.logged.slice(count).join('')).not.toContain('code');
  });

  test('RFC 9126 §2.3: of those that are kept only so many are in a minute, and none of more than 4 KiB; a refusal goes back', async () => {
    const flooded = await server.addClient();
    const browser = new Browser();
    const send = async (changes: Record<string, string> = {}): Promise<URLSearchParams> => {
      const own = { client_id: String(flooded.id), redirect_uri: flooded.redirectUri, further: 'x'.repeat(10_000) };
      const { location } = await browser.post(`${server.url}/oauth2/authorize`, fields({ ...own, ...changes }));
      return new URL(location ?? '', server.url).searchParams;
    };
    expect((await send({ state: 'x'.repeat(9_000) })).get('error')).toBe('invalid_request');
    for (let kept = 0; kept < KEPT_A_MINUTE.request; kept++) expect((await send()).has('request_uri')).toBe(true);
    expect((await send()).get('error')).toBe('temporarily_unavailable');
  });

  test('one that no address can hold is judged and kept, and the browser brings a reference', async () => {
    const browser = new Browser();
    const long = { further: 'é'.repeat(2000) };
    const sent = await browser.post(`${server.url}/oauth2/authorize`, fields(long));
    expect(sent.status).toBe(303);
    const address = new URL(sent.location ?? '', server.url);
    expect([...address.searchParams.keys()]).toEqual(['client_id', 'request_uri']);
    expect(redirected(await signInAt(address.href, user, browser)).get('state')).toBe(STATE);
    const wrong = await browser.post(`${server.url}/oauth2/authorize`, fields({ ...long, scope: 'nonsense' }));
    expect(redirected(wrong).get('error')).toBe('invalid_scope');
    const evil = await browser.post(`${server.url}/oauth2/authorize`, fields({ ...long, redirect_uri: 'https://evil.example/' }));
    expect([evil.status, evil.location]).toEqual([400, null]);
    const endless = await browser.post(`${server.url}/oauth2/authorize`, fields({ login_hint: 'x'.repeat(30_000) }));
    expect(redirected(endless).get('error')).toBe('invalid_request');
  });

  test('RFC 9101 §5.1: a request object may come by POST', async () => {
    const key = clientKey();
    const keyed = await server.addClient({ metadata: { jwks: { keys: [key.jwk] } } });
    const browser = new Browser();
    const object = await requestObject(server, [keyed, key], { claims: { further: 'x'.repeat(7000) } });
    const sent = await browser.post(`${server.url}/oauth2/authorize`, { client_id: String(keyed.id), request: object });
    const answer = await signInAt(new URL(sent.location ?? '', server.url).href, user, browser);
    expect(redirected(answer).get('state')).toBe('inside');
  });

  test('a repeated parameter is refused by a page', async () => {
    const body = new URLSearchParams(fields());
    body.append('redirect_uri', 'https://evil.example/');
    const answer = await fetch(`${server.url}/oauth2/authorize`, { method: 'POST', body, redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
  });

  test('RFC 6749 §3.1: no other site may read the answers: no CORS', async () => {
    const headers = { origin: 'https://client.example' };
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const answer = await fetch(`${server.url}/oauth2/authorize`, { method, headers, redirect: 'manual' });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});
