import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueSetupLink } from '../../src/identity/setup/setup-link.ts';
import { personalSecret } from '../support/administration.ts';
import { Browser } from '../support/browser.ts';
import { assertion, byAssertion, type ClientKey, clientKey, keyedClient } from '../support/client-keys.ts';
import { answerFor, askForCodes, DEVICE_GRANT } from '../support/device.ts';
import { dpopProof, dpopTestKey } from '../support/dpop.ts';
import { push, pushForm } from '../support/pushed.ts';
import { basic, clientJwt, formToken, obtainCode, signInAt, signJwt } from '../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../support/test-server.ts';

const URI = 'https://api.example/';
const ORIGIN = { actor: 'system', address: '', requestId: '' };

let server: TestServer;
let client: TestClient;
let keyed: TestClient;
const key: ClientKey = clientKey('ES256');
let secrets: Readonly<Record<string, string>>;

beforeAll(async () => {
  server = await startTestServer();
  const grantTypes = ['authorization_code', 'refresh_token', 'client_credentials', 'password', DEVICE_GRANT] as const;
  client = await server.addClient({ grantTypes, metadata: { allowed_resources: [URI] } });
  keyed = await server.addClient(keyedClient([key]));
  await server.addClient({ metadata: { resource_indicators: [URI], access_token_format: 'jwt' } });
  secrets = await everySecret();
});
afterAll(() => server.close());

async function everySecret(): Promise<Record<string, string>> {
  const user = await server.addUser();
  const redeem = async (parameters: Record<string, string>): Promise<Record<string, unknown>> => {
    const code = await obtainCode(server, client, { user, parameters: { scope: 'openid user:read', ...parameters } });
    const request = { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri };
    return (await formToken(server, request, basic(client))).body;
  };
  const [own, foreign] = [await redeem({}), await redeem({ resource: URI })];
  const browser = new Browser();
  await signInAt(`${server.url}/sign-in`, user, browser);
  const personal = await personalSecret(server, user.id);
  const now = String(Math.floor(server.now() / 1000));
  const pushed = await push(server, client);
  const device = (await askForCodes(server, client)).body;
  await answerFor(server, device.user_code);
  return {
    'an authorization code': await obtainCode(server, client, { user }),
    'an access token': String(own['access_token']),
    'a JWT access token': String(foreign['access_token']),
    'a refresh token': String(own['refresh_token']),
    'an ID token': String(own['id_token']),
    'a JWT of the tally dialect': clientJwt(client, server.now()),
    'a client assertion': await assertion(server, [keyed, key]),
    'a JWT of a user’s secret': signJwt({ alg: 'HS256', typ: 'JWT' }, { username: user.id, time: now }, personal),
    'a user’s personal secret': personal,
    'a password': user.password,
    'a client secret': client.secret,
    'a session cookie': browser.cookieNamed('hufu_session') ?? '',
    'a one-time link': await server.storage.transact((stores) =>
      issueSetupLink(stores, 'setup', { origin: ORIGIN, now: server.now() }),
    ),
    'the reference of a pushed request': pushed.body.request_uri ?? '',
    'a device code': device.device_code,
    'a DPoP proof': dpopProof(dpopTestKey(), { url: `${server.issuer}/oauth2/token`, now: server.now() }),
  };
}

interface Place {
  /** The secrets that belong here. */
  readonly own: readonly string[];
  /** Presents a secret; answers whether it was taken. */
  readonly present: (secret: string) => Promise<boolean>;
}

const ok = (response: Promise<{ readonly status: number }>): Promise<boolean> => response.then(({ status }) => status < 400);
const get = (path: string, headers: Record<string, string>): Promise<Response> =>
  fetch(`${server.url}${path}`, { headers, redirect: 'manual' });

async function isActive(token: string): Promise<boolean> {
  const body = new URLSearchParams({ token });
  const response = await fetch(`${server.url}/oauth2/introspect`, { method: 'POST', headers: basic(client), body });
  return ((await response.json()) as { active?: unknown }).active !== false;
}

const ACCESS = 'an access token';
const PLACES: Readonly<Record<string, Place>> = {
  // First: presenting a refresh token in its own place uses it up.
  'the token that is introspected': {
    own: [ACCESS, 'a JWT access token', 'a refresh token'],
    present: isActive,
  },
  'the code of a token request': {
    own: ['an authorization code'],
    present: (code) =>
      ok(formToken(server, { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri }, basic(client))),
  },
  'the refresh token of a token request': {
    own: ['a refresh token'],
    present: (secret) => ok(formToken(server, { grant_type: 'refresh_token', refresh_token: secret }, basic(client))),
  },
  'the device code of a token request': {
    own: ['a device code'],
    present: (secret) => ok(formToken(server, { grant_type: DEVICE_GRANT, device_code: secret }, basic(client))),
  },
  'the username of grant_type=password': {
    own: ['a JWT of a user’s secret'],
    present: (username) => ok(formToken(server, { grant_type: 'password', username }, basic(client))),
  },
  'a client’s secret': {
    own: ['a client secret'],
    present: (secret) => ok(formToken(server, { grant_type: 'client_credentials' }, basic({ ...client, secret }))),
  },
  'a client’s JWT': {
    own: ['a JWT of the tally dialect'],
    present: (secret) => ok(formToken(server, { grant_type: 'client_credentials' }, { authencation: `Client ${secret}` })),
  },
  'a client’s assertion': {
    own: ['a client assertion'],
    present: (secret) => ok(formToken(server, { grant_type: 'client_credentials', ...byAssertion(secret) })),
  },
  'a DPoP proof': {
    own: ['a DPoP proof'],
    present: (dpop) => ok(formToken(server, { grant_type: 'client_credentials' }, { ...basic(client), dpop })),
  },
  'a request object': {
    own: [],
    present: async (request) => {
      const proof = byAssertion(await assertion(server, [keyed, key]));
      return ok(pushForm(server, { client_id: String(keyed.id), ...proof, request }));
    },
  },
  'a bearer token at userinfo': {
    own: [ACCESS],
    present: (secret) => ok(get('/oauth2/userinfo', { authorization: `Bearer ${secret}` })),
  },
  'a DPoP token at userinfo': {
    own: [],
    present: (secret) => ok(get('/oauth2/userinfo', { authorization: `DPoP ${secret}`, dpop: secrets['a DPoP proof'] ?? '' })),
  },
  'a bearer token at the authority API': {
    own: [ACCESS],
    present: (secret) => ok(get('/api2/user', { authorization: `Bearer ${secret}` })),
  },
  'bare at the authority API': {
    own: [ACCESS, 'a JWT of the tally dialect'],
    present: (secret) => ok(get('/api/checkResource?user_id=x&resource_name=y', { authorization: secret })),
  },
  'a session cookie': {
    own: ['a session cookie'],
    present: (secret) => get('/account', { cookie: `hufu_session=${secret}` }).then(({ status }) => status === 200),
  },
  'a password on the sign-in page': {
    own: ['a password'],
    present: async (password) => {
      const user = await server.addUser();
      const page = await signInAt(`${server.url}/sign-in`, { id: user.id, password });
      return page.status === 303;
    },
  },
  'a set-up link': {
    own: ['a one-time link'],
    present: async (token) => {
      const browser = new Browser();
      const page = await browser.get(`${server.url}/setup`);
      const fields = { username: 'root-user', fullname: 'Root', password: 'harbour-lantern-57-quill', token };
      return (await browser.submit(page, fields)).status === 303;
    },
  },
  'the reference of a pushed request': {
    own: ['the reference of a pushed request'],
    present: (secret) => {
      const query = new URLSearchParams({ client_id: String(client.id), request_uri: secret });
      return ok(get(`/oauth2/authorize?${query}`, {}));
    },
  },
};

describe('security §1.4: a secret of one kind in the place of another is not taken', () => {
  test('there is one of each kind', () => {
    expect(Object.entries(secrets).filter(([, secret]) => secret === '' || secret === 'undefined')).toEqual([]);
  });

  test.each(Object.entries(PLACES))('as %s', async (_title, { own, present }) => {
    const taken: string[] = [];
    for (const [name, secret] of Object.entries(secrets)) {
      if (!own.includes(name) && (await present(secret))) taken.push(name);
    }
    expect(taken).toEqual([]);
  });

  test('RFC 7009 §2.2: the revocation endpoint takes all of them and ends nothing but what it is for', async () => {
    const harmless = Object.entries(secrets).filter(([name]) => !/^(?:an access|a JWT access|a refresh) token$/.test(name));
    for (const [, token] of harmless) {
      const body = new URLSearchParams({ token });
      expect((await fetch(`${server.url}/oauth2/revoke`, { method: 'POST', headers: basic(client), body })).status).toBe(200);
    }
    expect(await isActive(secrets[ACCESS] ?? '')).toBe(true);
  });

  test('and after all that each is good in its own place', async () => {
    const good: Record<string, boolean> = {};
    for (const [place, { own, present }] of Object.entries(PLACES)) {
      for (const name of own) good[`${name} as ${place}`] = name === 'a password' || (await present(secrets[name] ?? ''));
    }
    // That the API knows no user x is not for this test to say; it was let in.
    const usual = Object.entries(good).filter(([what, isGood]) => !isGood && !what.includes('bare at'));
    expect(usual).toEqual([]);
  });
});
