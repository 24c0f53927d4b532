import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeClient, rotate, setClient } from '../../support/administration.ts';
import { basic, clientJwt, formToken, obtainCode, type TokenAnswer, tokenRequest } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { pkcePair, verdict } from '../../support/token-checks.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ trustedProxies: ['127.0.0.1'] });
});
afterAll(() => server.close());

const METHODS = ['client_jwt', 'client_secret_basic', 'client_secret_post', 'none'] as const;
type Method = (typeof METHODS)[number];

interface Attempt {
  readonly client: TestClient;
  readonly parameters?: Record<string, string>;
  readonly headers?: Record<string, string>;
}

/** A request that fails only after authentication, so that its error tells whether that succeeded. */
function authenticate(method: Method, { client, parameters = {}, headers = {} }: Attempt): Promise<TokenAnswer> {
  const form = { grant_type: 'refresh_token', refresh_token: 'none', ...parameters };
  const id = { client_id: String(client.id) };
  switch (method) {
    case 'client_jwt':
      return formToken(server, form, { Authencation: `Client ${clientJwt(client, server.now())}`, ...headers });
    case 'client_secret_basic':
      return formToken(server, form, { ...basic(client), ...headers });
    case 'client_secret_post':
      return formToken(server, { ...form, ...id, client_secret: client.secret }, headers);
    case 'none':
      return formToken(server, { ...form, ...id }, headers);
  }
}

const PROVEN = [400, 'invalid_grant'];
const REFUSED = [401, 'invalid_client'];

describe('contract §3: methods', () => {
  test.each(METHODS)('a client with a secret and no method registered: %s', async (method) => {
    const client = await server.addClient();
    expect(verdict(await authenticate(method, { client }))).toEqual(method === 'none' ? REFUSED : PROVEN);
  });

  test.each(METHODS.flatMap((registered) => METHODS.map((used) => [registered, used] as const)))(
    'a registered method is the only one accepted: registered %s, used %s',
    async (registered, used) => {
      const client = await server.addClient({ authenticationMethod: registered, redirectUris: ['https://a.example/cb'] });
      expect(verdict(await authenticate(used, { client }))).toEqual(registered === used ? PROVEN : REFUSED);
    },
  );

  test('RFC 6749 §2.3.1: both halves of Basic are form-encoded', async () => {
    const client = await server.addClient({ secret: 'a secret: 100% +/=&?~ "quoted"' });
    expect(verdict(await authenticate('client_secret_basic', { client }))).toEqual(PROVEN);
  });

  test('RFC 6749 §2.3.1: a secret with colons, sent unencoded but for its percent signs', async () => {
    const client = await server.addClient({ secret: 'colons:are:in:here:too:and:more' });
    const authorization = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`;
    expect(verdict(await authenticate('client_secret_basic', { client, headers: { authorization } }))).toEqual(PROVEN);
  });

  test('RFC 9110 §11.1: the scheme is case-insensitive', async () => {
    const client = await server.addClient();
    const authorization = (basic(client)['authorization'] ?? '').replace('Basic', 'bASIC');
    expect(verdict(await authenticate('client_secret_basic', { client, headers: { authorization } }))).toEqual(PROVEN);
  });

  test('client_id beside Basic is allowed when it is the same', async () => {
    const client = await server.addClient();
    expect(verdict(await authenticate('client_secret_basic', { client, parameters: { client_id: String(client.id) } }))).toEqual(
      PROVEN,
    );
    expect(verdict(await authenticate('client_secret_basic', { client, parameters: { client_id: '4711' } }))).toEqual(REFUSED);
  });

  test('a secret of 22 characters', async () => {
    const client = await server.addClient({ secret: '8HRFHV2IUQ6UQXPIKWLWVA' });
    for (const method of ['client_jwt', 'client_secret_basic', 'client_secret_post'] as const) {
      expect(verdict(await authenticate(method, { client }))).toEqual(PROVEN);
    }
  });

  test('a kept old secret works by every method', async () => {
    const client = await server.addClient();
    await rotate(server, client, 60);
    for (const method of ['client_jwt', 'client_secret_basic', 'client_secret_post'] as const) {
      expect(verdict(await authenticate(method, { client }))).toEqual(PROVEN);
    }
  });

  test('a client that becomes confidential can no longer come without its secret', async () => {
    const client = await server.addClient({ authenticationMethod: 'none', redirectUris: ['https://a.example/cb'] });
    await setClient(server, client, { authenticationMethod: 'client_secret_post' });
    expect(verdict(await authenticate('none', { client }))).toEqual(REFUSED);
  });
});

describe('RFC 6749 §2.3: one method a request', () => {
  test.each([
    [
      'client_secret_basic and client_secret_post',
      (client: TestClient) => ({ headers: basic(client), body: { client_id: String(client.id), client_secret: client.secret } }),
    ],
    [
      'client_jwt and client_secret_post',
      (client: TestClient) => ({
        headers: { Authencation: `Client ${clientJwt(client, server.now())}` },
        body: { client_secret: client.secret },
      }),
    ],
    [
      'client_jwt and client_secret_basic',
      (client: TestClient) => ({
        headers: { Authencation: `Client ${clientJwt(client, server.now())}`, ...basic(client) },
        body: {},
      }),
    ],
    [
      'a bearer token and client_secret_post',
      (client: TestClient) => ({
        headers: { authorization: 'Bearer x' },
        body: { client_id: String(client.id), client_secret: client.secret },
      }),
    ],
  ])('contract §3: %s → invalid_request, and the code lives on', async (_title, make) => {
    const client = await server.addClient();
    const code = await obtainCode(server, client);
    const form = { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri };
    const { headers, body } = make(client);
    expect(
      verdict(await formToken(server, { ...form, ...(body as Record<string, string>) }, headers as Record<string, string>)),
    ).toEqual([400, 'invalid_request']);
    expect((await formToken(server, form, basic(client))).status).toBe(200);
  });
});

describe('RFC 6749 §5.2: invalid_client', () => {
  test.each(METHODS)('%s: 401 with WWW-Authenticate', async (method) => {
    const client = { id: 4711, secret: 'x'.repeat(22), redirectUri: '' };
    const answer = await authenticate(method, { client });
    expect(verdict(answer)).toEqual(REFUSED);
    expect(answer.headers.get('www-authenticate')).toBe(`Basic realm="${server.issuer}"`);
  });

  test('no authentication at all: 401 with WWW-Authenticate', async () => {
    const answer = await formToken(server, { grant_type: 'refresh_token', refresh_token: 'none' });
    expect(verdict(answer)).toEqual(REFUSED);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /);
  });

  test.each(METHODS)(
    '%s: an unknown client, a disabled one, a deleted one and a wrong proof are told the same',
    async (method) => {
      const registration = { authenticationMethod: method, redirectUris: ['https://a.example/cb'] };
      const known = await server.addClient(registration);
      const disabled = await server.addClient({ ...registration, status: 'disabled' });
      const deleted = await server.addClient(registration);
      await removeClient(server, deleted);
      const wrong = method === 'none' ? { ...known, id: 4711 } : { ...known, secret: 'wrong'.repeat(5) };
      const unknown = { ...known, id: 987_654 };
      const answers: TokenAnswer[] = [];
      for (const client of [wrong, unknown, disabled, deleted]) answers.push(await authenticate(method, { client }));
      const [first, ...others] = answers.map(({ status, body, headers }) => ({
        status,
        body,
        challenge: headers.get('www-authenticate'),
      }));
      expect(first?.status).toBe(401);
      for (const other of others) expect(other).toEqual(first);
    },
  );

  test('security §6: 20 failures in 10 minutes per client and address; other addresses and other clients are not affected', async () => {
    const client = await server.addClient();
    const from = (address: string): Record<string, string> => ({ 'x-forwarded-for': address });
    const wrong = { ...client, secret: 'wrong'.repeat(5) };
    for (let failures = 0; failures < 20; failures++) {
      await authenticate('client_secret_basic', { client: wrong, headers: from('192.0.2.1') });
    }
    const attempt = async (address: string, by = client): Promise<unknown> =>
      verdict(await authenticate('client_secret_basic', { client: by, headers: from(address) }));
    expect(await attempt('192.0.2.1')).toEqual([429, 'invalid_client']);
    expect(await attempt('192.0.2.2')).toEqual(PROVEN);
    expect(await attempt('192.0.2.1', await server.addClient())).toEqual(PROVEN);
    server.advance(601_000);
    expect(await attempt('192.0.2.1')).toEqual(PROVEN);
  });
});

describe('RFC 6749 §5.2: the order of the checks', () => {
  test('client authentication comes before the grant', async () => {
    expect(verdict(await formToken(server, { grant_type: 'nonsense', client_id: '1', client_secret: 'x' }))).toEqual(REFUSED);
    expect(verdict(await formToken(server, { client_id: '1', client_secret: 'x' }))).toEqual(REFUSED);
  });

  test('a parameter sent twice comes before client authentication', async () => {
    const body = 'grant_type=refresh_token&grant_type=refresh_token&client_id=1&client_secret=x';
    const answer = await tokenRequest(`${server.url}/oauth2/token`, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
    expect(verdict(answer)).toEqual([400, 'invalid_request']);
  });

  test.each([
    [{ grant_type: '' }, 'invalid_request'],
    [{ grant_type: 'client_credentials' }, 'unauthorized_client'],
    [{ grant_type: 'implicit' }, 'unsupported_grant_type'],
    [{ grant_type: 'toString' }, 'unsupported_grant_type'],
    [{ grant_type: '__proto__' }, 'unsupported_grant_type'],
    [{ grant_type: 'password', username: 'x', password: 'y' }, 'unauthorized_client'],
    [{ grant_type: 'refresh_token', refresh_token: '' }, 'invalid_request'],
  ])('%j → %s', async (parameters, error) => {
    const client = await server.addClient();
    expect(
      verdict(await authenticate('client_secret_basic', { client, parameters: parameters as Record<string, string> })),
    ).toEqual([400, error]);
  });

  test('a client that was not given refresh_token gets none and may use none', async () => {
    const client = await server.addClient({ grantTypes: ['authorization_code'] });
    const form = { grant_type: 'authorization_code', code: await obtainCode(server, client), redirect_uri: client.redirectUri };
    const answer = await formToken(server, form, basic(client));
    expect([answer.status, 'refresh_token' in answer.body]).toEqual([200, false]);
    expect(verdict(await authenticate('client_secret_basic', { client }))).toEqual([400, 'unauthorized_client']);
  });
});

test('a public client refreshes by its client_id, and nobody else does with its token (RFC 6749 §6)', async () => {
  const app = await server.addClient({ authenticationMethod: 'none', redirectUris: ['https://app.example/cb'] });
  const other = await server.addClient({ authenticationMethod: 'none', redirectUris: ['https://app.example/cb'] });
  const { verifier, challenge } = pkcePair();
  const code = await obtainCode(server, app, { parameters: { code_challenge: challenge, code_challenge_method: 'S256' } });
  const id = { client_id: String(app.id) };
  const first = await formToken(server, {
    ...id,
    grant_type: 'authorization_code',
    code,
    redirect_uri: app.redirectUri,
    code_verifier: verifier,
  });
  const refresh = { grant_type: 'refresh_token', refresh_token: first.body.refresh_token ?? '' };
  expect(verdict(await formToken(server, { ...refresh, client_id: String(other.id) }))).toEqual([400, 'invalid_grant']);
  expect((await formToken(server, { ...refresh, ...id })).status).toBe(200);
});
