import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser, type Page } from '../../support/browser.ts';
import {
  assertion,
  type ClientKey,
  clientKey,
  type JwtChanges,
  keyedClient,
  requestObject,
  seconds,
  signByHmac,
} from '../../support/client-keys.ts';
import { push, pushedUrl, pushForm } from '../../support/pushed.ts';
import { authorizeUrl, basic, redirected } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { exchangeCode } from '../../support/token-checks.ts';

let server: TestServer;
let client: TestClient;
let user: { readonly id: string; readonly password: string };
const key = clientKey('ES256');
const stranger = clientKey('ES256');

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient({ metadata: { jwks: { keys: [key.jwk] } } });
  user = await server.addUser();
});
afterAll(() => server.close());

function objectUrl(object: string, further: Record<string, string> = {}, id: number | string = client.id): string {
  return `${server.url}/oauth2/authorize?${new URLSearchParams({ client_id: String(id), request: object, ...further })}`;
}

/** Follows the browser to where the request is kept, and signs in there. */
async function signIn(url: string, browser: Browser = new Browser()): Promise<Page> {
  const kept = await browser.get(url);
  expect(kept.status, kept.body.slice(0, 900)).toBe(303);
  const page = await browser.get(new URL(kept.location ?? '', server.url).href);
  return browser.submit(page, { username: user.id, password: user.password });
}

async function look(changes: JwtChanges, by: ClientKey = key): Promise<Page> {
  return new Browser().get(objectUrl(await requestObject(server, [client, by], changes), { redirect_uri: client.redirectUri }));
}

describe('RFC 9101 §5: the request object', () => {
  test('its parameters are the request', async () => {
    const answer = await signIn(objectUrl(await requestObject(server, [client, key])));
    const parameters = redirected(answer);
    expect([answer.status, parameters.get('state'), parameters.get('iss')]).toEqual([303, 'inside', server.issuer]);
    const tokens = await exchangeCode(server, client, { code: parameters.get('code') ?? '' });
    expect([tokens.status, tokens.body['scope']]).toEqual([200, 'openid']);
  });

  test('what stands outside is ignored: redirect_uri, state, scope, response_mode', async () => {
    const outside = { redirect_uri: 'https://evil.example/', state: 'outside', scope: 'all:all', response_mode: 'form_post' };
    const answer = await signIn(objectUrl(await requestObject(server, [client, key]), outside));
    expect(answer.location?.startsWith(`${client.redirectUri}?`)).toBe(true);
    expect(redirected(answer).get('state')).toBe('inside');
  });

  test('a state that is only outside does not come back', async () => {
    const object = await requestObject(server, [client, key], { claims: { state: undefined } });
    expect(redirected(await signIn(objectUrl(object, { state: 'outside' }))).has('state')).toBe(false);
  });

  test('RFC 9101 §4: numbers, JSON and lists stand for what they are', async () => {
    const claims = { max_age: 3600, claims: { userinfo: { email: null } }, resource: [server.issuer] };
    const answer = await signIn(objectUrl(await requestObject(server, [client, key], { claims })));
    expect(redirected(answer).has('code')).toBe(true);
  });

  test.each(['oauth-authz-req+jwt', 'application/oauth-authz-req+jwt', 'JWT', undefined])(
    'RFC 9101 §10.8: typ %s is accepted',
    async (typ) => expect((await look({ header: { typ } })).location).toContain('request_uri=urn'),
  );

  test('RFC 9101 §4: a list of audiences that holds the issuer is accepted', async () => {
    expect((await look({ claims: { aud: ['https://other.example', server.issuer] } })).location).toContain('request_uri=urn');
  });

  test('it needs to be good only when it arrives: signing in may take longer', async () => {
    const browser = new Browser();
    const object = await requestObject(server, [client, key], { claims: { exp: seconds(server) + 30 } });
    const kept = await browser.get(objectUrl(object));
    const page = await browser.get(new URL(kept.location ?? '', server.url).href);
    server.advance(300_000);
    const answer = await browser.submit(page, { username: user.id, password: user.password });
    expect(redirected(answer).has('code')).toBe(true);
  });
});

describe('RFC 9101 §6: an object that the client did not sign is answered by a page', () => {
  async function expectPage(page: Page | Promise<Page>): Promise<void> {
    const { status, location, body } = await page;
    expect([status, location]).toEqual([400, null]);
    expect(body).toContain('not signed by the application');
  }

  const cases: readonly (readonly [string, JwtChanges])[] = [
    ['the typ of an assertion', { header: { typ: 'client-authentication+jwt' } }],
    ['the typ of a DPoP proof', { header: { typ: 'dpop+jwt' } }],
    ['a key in the header', { header: { jwk: key.jwk } }],
    ['the address of a key', { header: { jku: 'https://evil.example/' } }],
    ['an unknown kid', { header: { kid: 'nobody' } }],
  ];
  test.each(cases)('%s', (_, changes) => expectPage(look(changes)));

  test('another key, no signature, HS256 with the registered key or with the secret', async () => {
    await expectPage(look({}, stranger));
    const claims = { iss: String(client.id), client_id: String(client.id), aud: server.issuer, exp: seconds(server) + 60 };
    const pem = key.publicKey.export({ format: 'pem', type: 'spki' });
    const forged = [pem, client.secret].map((secret) => signByHmac(secret, claims, { alg: 'HS256', kid: key.kid }));
    const none = signByHmac('', claims, { alg: 'none' });
    const outside = { redirect_uri: client.redirectUri };
    for (const object of [...forged, none, `${none.slice(0, none.lastIndexOf('.'))}.`, 'nonsense']) {
      await expectPage(new Browser().get(objectUrl(object, outside)));
    }
  });

  test('an algorithm that is not the registered one', async () => {
    const rsa = clientKey('RS256');
    const metadata = { jwks: { keys: [rsa.jwk] }, request_object_signing_alg: 'PS256' } as const;
    const pinned = await server.addClient({ metadata });
    await expectPage(new Browser().get(objectUrl(await requestObject(server, [pinned, rsa]), {}, pinned.id)));
    const good = await requestObject(server, [pinned, { ...rsa, alg: 'PS256' }]);
    expect((await new Browser().get(objectUrl(good, {}, pinned.id))).status).toBe(303);
  });

  test('a client without keys', async () => {
    const keyless = await server.addClient();
    await expectPage(new Browser().get(objectUrl(await requestObject(server, [keyless, key]), {}, keyless.id)));
  });

  test('an unknown client, or none at all, is told so first', async () => {
    const object = await requestObject(server, [client, key]);
    for (const url of [objectUrl(object, {}, 999), `${server.url}/oauth2/authorize?request=${object}`]) {
      const page = await new Browser().get(url);
      expect([page.status, page.location]).toEqual([400, null]);
    }
  });
});

describe('RFC 9101 §6.3: what is wrong in an object that the client did sign goes back to it as invalid_request_object', () => {
  const cases: readonly (readonly [string, () => Record<string, unknown>])[] = [
    ['no iss', () => ({ iss: undefined })],
    ['another client_id than outside', () => ({ sub: 'x', aud: server.issuer, iss: String(client.id), exp: 1 })],
    ['another audience', () => ({ aud: 'https://other.example' })],
    ['no audience', () => ({ aud: undefined })],
    ['RFC 9101 §10.8: sub is the client_id, as in a client assertion', () => ({ sub: String(client.id) })],
    ['a request inside', () => ({ request: 'x' })],
    ['a request_uri inside', () => ({ request_uri: 'https://client.example/object' })],
    ['no exp', () => ({ exp: undefined })],
    ['an exp that is over', () => ({ exp: seconds(server) - 1 })],
    ['an exp far off', () => ({ exp: seconds(server) + 7200 })],
    ['an nbf ahead', () => ({ nbf: seconds(server) + 120 })],
    ['an nbf long ago', () => ({ nbf: seconds(server) - 4000 })],
    ['a parameter that is no text', () => ({ scope: ['openid'] })],
    ['a parameter that is null', () => ({ state2: null })],
  ];
  test.each(cases)('%s', async (_, claims) => {
    const page = await look({ claims: claims() });
    expect(page.status).toBe(303);
    const parameters = redirected(page);
    expect(parameters.get('error')).toBe('invalid_request_object');
    expect([parameters.get('state'), parameters.get('iss'), parameters.has('code')]).toEqual(['inside', server.issuer, false]);
  });

  test('a redirect URI in it that is not registered, or none, leads to a page', async () => {
    for (const redirect_uri of ['https://evil.example/', undefined]) {
      const page = await look({ claims: { redirect_uri } });
      expect([page.status, page.location]).toEqual([400, null]);
    }
  });

  test('RFC 9101 §6.3: an iss or a client_id inside that is another client leads to a page, not to the redirect URI of that client', async () => {
    const other = await server.addClient();
    const named = { client_id: String(other.id), redirect_uri: other.redirectUri };
    for (const claims of [named, { ...named, iss: String(other.id) }, { iss: String(other.id) }, { iss: '999' }]) {
      const page = await look({ claims });
      expect([page.status, page.location]).toEqual([400, null]);
    }
  });

  test('a client_id inside that is another one, or none, leads to a page', async () => {
    const other = await server.addClient({ metadata: { jwks: { keys: [key.jwk] } } });
    for (const client_id of [String(other.id), undefined]) {
      const page = await look({ claims: { client_id } });
      expect(page.location ?? '').not.toContain('code=');
      expect(page.location ?? '').not.toContain('request_uri=urn');
    }
  });

  test('other errors are those of any request, with the parameters inside', async () => {
    expect(redirected(await look({ claims: { scope: 'nonsense' } })).get('error')).toBe('invalid_scope');
    expect(redirected(await look({ claims: { response_type: 'token' } })).get('error')).toBe('unsupported_response_type');
  });

  test('RFC 9101 §10.8: a client assertion is no request object', async () => {
    const text = await assertion(server, [client, key]);
    const page = await new Browser().get(objectUrl(text, { redirect_uri: client.redirectUri, response_type: 'code' }));
    expect([page.status, page.location]).toEqual([400, null]);
  });

  test('and a request object is no client assertion', async () => {
    const keyed = await server.addClient(keyedClient([key]));
    const object = await requestObject(server, [keyed, key], { claims: { sub: String(keyed.id), jti: 'j' } });
    const form = {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: object,
    };
    const answer = await fetch(`${server.url}/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) });
    expect(answer.status).toBe(401);
  });
});

describe('requests by reference', () => {
  test('RFC 9101 §5.2.2: a request_uri of somebody else is not fetched: request_uri_not_supported', async () => {
    const url = authorizeUrl(server, client, { request_uri: 'https://client.example/object.jwt', state: 's' });
    const parameters = redirected(await new Browser().get(url));
    expect([parameters.get('error'), parameters.get('state')]).toEqual(['request_uri_not_supported', 's']);
  });

  test('RFC 9101 §5: request and request_uri together are no request', async () => {
    const object = await requestObject(server, [client, key]);
    const both = await new Browser().get(objectUrl(object, { request_uri: 'urn:ietf:params:oauth:request_uri:x' }));
    expect([both.status, both.location]).toEqual([400, null]);
    const twice = await new Browser().get(`${objectUrl(object)}&request=${object}`);
    expect([twice.status, twice.location]).toEqual([400, null]);
  });
});

describe('RFC 9101 §10.5: require_signed_request_object', () => {
  test('an unsigned request is refused, at both endpoints', async () => {
    const metadata = { jwks: { keys: [key.jwk] }, require_signed_request_object: true };
    const strict = await server.addClient({ metadata });
    const plain = redirected(await new Browser().get(authorizeUrl(server, strict, { scope: 'openid' })));
    expect(plain.get('error')).toBe('invalid_request');
    const pushed = await push(server, strict);
    expect([pushed.status, pushed.body.error]).toEqual([400, 'invalid_request']);
    expect((await signIn(objectUrl(await requestObject(server, [strict, key]), {}, strict.id))).status).toBe(303);
  });

  test('RFC 9126 §5: a client that must push may not send an object directly', async () => {
    const metadata = { jwks: { keys: [key.jwk] }, require_pushed_authorization_requests: true };
    const strict = await server.addClient({ metadata });
    const page = await new Browser().get(objectUrl(await requestObject(server, [strict, key]), {}, strict.id));
    expect(redirected(page).get('error')).toBe('invalid_request');
  });
});

describe('RFC 9126 §3: a pushed request object', () => {
  test('is verified when it is pushed, and what is pushed beside it is ignored', async () => {
    const form = { request: await requestObject(server, [client, key]), state: 'outside', scope: 'all:all' };
    const { status, body } = await pushForm(server, form, basic(client));
    expect(status).toBe(201);
    const browser = new Browser();
    const page = await browser.get(pushedUrl(server, [client, body.request_uri]));
    const answer = redirected(await browser.submit(page, { username: user.id, password: user.password }));
    expect([answer.get('state'), answer.has('code')]).toEqual(['inside', true]);
  });

  test("is refused when it is another client's, wrong or forged", async () => {
    const other = await server.addClient({ metadata: { jwks: { keys: [key.jwk] } } });
    const objects = [
      await requestObject(server, [other, key]),
      await requestObject(server, [client, stranger]),
      await requestObject(server, [client, key], { claims: { aud: 'https://other.example' } }),
      await requestObject(server, [client, key], { claims: { request_uri: 'urn:x' } }),
    ];
    for (const request of objects) {
      const { status, body } = await pushForm(server, { request }, basic(client));
      expect([status, body.error]).toEqual([400, 'invalid_request_object']);
    }
  });
});
