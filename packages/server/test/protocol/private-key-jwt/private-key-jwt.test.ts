import { createSecretKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setClient } from '../../support/administration.ts';
import {
  assertion,
  assertionClaims,
  byAssertion,
  type ClientKey,
  clientKey,
  type JwtChanges,
  keyedClient,
  seconds,
  signByHmac,
  signJwt,
} from '../../support/client-keys.ts';
import { basic, formToken, type TokenAnswer } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';

let server: TestServer;
let client: TestClient;
const key = clientKey('ES256');
const stranger = clientKey('ES256');

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient(keyedClient([key]));
});
afterAll(() => server.close());

function ask(text: string, more: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<TokenAnswer> {
  return formToken(server, { grant_type: 'client_credentials', ...byAssertion(text), ...more }, headers);
}

async function askWith(changes: JwtChanges, by: ClientKey = key): Promise<TokenAnswer> {
  return ask(await assertion(server, [client, by], changes));
}

describe('what is accepted', () => {
  test.each(['RS256', 'PS256', 'ES256', 'EdDSA'] as const)('RFC 7523 §2.2: an assertion signed by %s', async (alg) => {
    const own = clientKey(alg);
    const registered = await server.addClient(keyedClient([own]));
    expect(await ask(await assertion(server, [registered, own]))).toMatchObject({ status: 200 });
  });

  test('RFC 7521 §4.2: client_id may stand beside the assertion when it is the same one', async () => {
    const text = await assertion(server, [client, key]);
    expect((await ask(text, { client_id: String(client.id) })).status).toBe(200);
  });

  test.each(['JWT', 'jwt', 'client-authentication+jwt', 'application/client-authentication+jwt'])(
    'RFC 7523bis §4: typ %s is accepted',
    async (typ) => expect((await askWith({ header: { typ } })).status).toBe(200),
  );

  test('RFC 7515 §4.1.4: without a kid every registered key that fits is tried', async () => {
    const second = clientKey('ES256', 'second');
    const registered = await server.addClient(keyedClient([clientKey('RS256'), key, second]));
    const text = await assertion(server, [registered, second], { header: { kid: undefined } });
    expect((await ask(text)).status).toBe(200);
  });

  test('RFC 9864 §2.2: the fully specified name of EdDSA is the same algorithm', async () => {
    const own = clientKey('EdDSA');
    const registered = await server.addClient(keyedClient([own]));
    const text = await assertion(server, [registered, own], { header: { alg: 'Ed25519' } });
    expect((await ask(text)).status).toBe(200);
  });

  test('OpenID Connect Core §9: it works at introspection as at the token endpoint', async () => {
    const body = new URLSearchParams({ token: 'nonsense', ...byAssertion(await assertion(server, [client, key])) });
    const answer = await fetch(`${server.url}/oauth2/introspect`, { method: 'POST', body });
    expect([answer.status, await answer.json()]).toEqual([200, { active: false }]);
  });

  test('RFC 7523 §3: clocks may differ by 60 seconds, not by more', async () => {
    const now = seconds(server);
    for (const [ahead, status] of [
      [10, 200],
      [60, 200],
      [90, 401],
    ] as const) {
      expect((await askWith({ claims: { iat: now + ahead, nbf: now + ahead, exp: now + 120 } })).status, String(ahead)).toBe(
        status,
      );
    }
  });
});

describe('RFC 7523 §3: what is refused, always as invalid_client and without saying why', () => {
  const refused = { status: 401, body: { error: 'invalid_client', error_description: 'client authentication failed' } };

  const cases: readonly (readonly [string, () => JwtChanges])[] = [
    ['another audience', () => ({ claims: { aud: 'https://other.example' } })],
    ['RFC 7523bis §4: the token endpoint as audience', () => ({ claims: { aud: `${server.issuer}/oauth2/token` } })],
    ['FAPI 2.0 §5.3.2.1: a list of audiences, even of the issuer alone', () => ({ claims: { aud: [server.issuer] } })],
    ['the issuer with a slash', () => ({ claims: { aud: `${server.issuer}/` } })],
    ['no audience', () => ({ claims: { aud: undefined } })],
    ['no exp', () => ({ claims: { exp: undefined } })],
    ['an exp that is text', () => ({ claims: { exp: String(seconds(server) + 60) } })],
    ['an exp that is over', () => ({ claims: { exp: seconds(server) - 1 } })],
    ['an exp far off', () => ({ claims: { exp: seconds(server) + 3600 } })],
    ['an exp without end', () => ({ claims: { exp: 1e300 } })],
    ['an nbf far ahead', () => ({ claims: { nbf: seconds(server) + 61 + 5 } })],
    ['an nbf that is text', () => ({ claims: { nbf: 'now' } })],
    ['no jti', () => ({ claims: { jti: undefined } })],
    ['an empty jti', () => ({ claims: { jti: '' } })],
    ['a jti that is a number', () => ({ claims: { jti: 7 } })],
    ['a jti without bound', () => ({ claims: { jti: 'j'.repeat(300) } })],
    ['RFC 8725 §3.11: the typ of a DPoP proof', () => ({ header: { typ: 'dpop+jwt' } })],
    ['the typ of a request object', () => ({ header: { typ: 'oauth-authz-req+jwt' } })],
    ['the typ of an access token', () => ({ header: { typ: 'at+jwt' } })],
    ['the typ of a logout token', () => ({ header: { typ: 'logout+jwt' } })],
    ['RFC 7515 §4.1.3: a key in the header', () => ({ header: { jwk: key.jwk } })],
    ['RFC 7515 §4.1.2: the address of a key', () => ({ header: { jku: 'https://evil.example/jwks' } })],
    ['RFC 7515 §4.1.5: the address of a certificate', () => ({ header: { x5u: 'https://evil.example/x5u' } })],
    ['a kid that is not registered', () => ({ header: { kid: 'nobody' } })],
  ];
  test.each(cases)('%s', async (_, changes) => expect(await askWith(changes())).toMatchObject(refused));

  test("a key that is not the client's", async () => {
    expect(await askWith({}, stranger)).toMatchObject(refused);
    const header = { jwk: stranger.jwk, kid: undefined };
    expect(await askWith({ header }, stranger)).toMatchObject(refused);
  });

  test('RFC 7515 §4.1.11: a critical extension', async () => {
    const claims = assertionClaims(server, client);
    const signer = new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: key.kid, crit: ['exp'], exp: 1 });
    expect(await ask(await signer.sign(key.privateKey, { crit: { exp: true } }))).toMatchObject(refused);
  });

  test('RFC 8725 §3.1: HS256 with the registered public key, and none', async () => {
    const claims = assertionClaims(server, client);
    const pem = key.publicKey.export({ format: 'pem', type: 'spki' });
    const bytes = [pem, JSON.stringify(key.jwk), createSecretKey(Buffer.from('x'.repeat(32))).export()];
    for (const secret of bytes) {
      expect(await ask(signByHmac(secret, claims, { alg: 'HS256', kid: key.kid }))).toMatchObject(refused);
    }
    const none = signByHmac('x', claims, { alg: 'none' });
    expect(await ask(none)).toMatchObject(refused);
    expect((await ask(`${none.slice(0, none.lastIndexOf('.'))}.`)).body.error).toBe('invalid_client');
  });

  test('RFC 8725 §3.1: another algorithm than the registered one, though a registered key fits it', async () => {
    const rsa = clientKey('RS256');
    const metadata = { token_endpoint_auth_signing_alg: 'PS256' } as const;
    const registered = await server.addClient(keyedClient([rsa], { metadata }));
    expect(await ask(await assertion(server, [registered, rsa]))).toMatchObject(refused);
    expect((await ask(await assertion(server, [registered, { ...rsa, alg: 'PS256' }]))).status).toBe(200);
  });

  test('RFC 7517 §4.2: a key that is registered for encryption', async () => {
    const registered = await server.addClient(
      keyedClient([key], { metadata: { jwks: { keys: [{ ...key.jwk, use: 'enc' }, clientKey('RS256').jwk] } } }),
    );
    expect(await ask(await assertion(server, [registered, key]))).toMatchObject(refused);
  });

  test('an unknown client, a disabled one and one of another method, as a bad signature', async () => {
    const disabled = await server.addClient(keyedClient([key]));
    await setClient(server, disabled, { status: 'disabled' });
    const bySecret = await server.addClient({ grantTypes: ['client_credentials'], metadata: { jwks: { keys: [key.jwk] } } });
    for (const one of [{ ...client, id: 999 }, disabled, bySecret]) {
      expect(await ask(await assertion(server, [one, key]))).toMatchObject(refused);
    }
    const answers = [await askWith({}, stranger), await ask(await assertion(server, [{ ...client, id: 999 }, key]))];
    const seen = answers.map(({ status, body, headers }) => [status, body, headers.get('www-authenticate')]);
    expect(seen[0]).toEqual(seen[1]);
  });

  test('RFC 7521 §4.2: iss, sub and client_id must agree', async () => {
    for (const claims of [{ iss: 'other' }, { sub: 'other' }, { sub: undefined }, { iss: undefined }]) {
      expect((await askWith({ claims })).body.error, JSON.stringify(claims)).toBe('invalid_client');
    }
    const other = await ask(await assertion(server, [client, key]), { client_id: '12345' });
    expect([other.status, other.body.error]).toEqual([401, 'invalid_client']);
  });
});

describe('RFC 7523 §3: one-time use', () => {
  test('an assertion works once, wherever it is shown, and its jti once in any other', async () => {
    const text = await assertion(server, [client, key], { claims: { jti: 'once' } });
    expect((await ask(text)).status).toBe(200);
    expect(await ask(text)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect((await askWith({ claims: { jti: 'once', exp: seconds(server) + 200 } })).status).toBe(401);
    const other = await server.addClient(keyedClient([key]));
    expect((await ask(await assertion(server, [other, key], { claims: { jti: 'once' } }))).status).toBe(200);
  });

  test('of many that race, one wins', async () => {
    const text = await assertion(server, [client, key]);
    const statuses = (await Promise.all(Array.from({ length: 8 }, () => ask(text)))).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, ...Array(7).fill(401)]);
  });

  test('it is used up when the request is refused for another reason', async () => {
    const text = await assertion(server, [client, key]);
    expect((await ask(text, { grant_type: 'nonsense' })).body.error).toBe('unsupported_grant_type');
    expect((await ask(text)).status).toBe(401);
  });

  test('one that was refused uses up no jti', async () => {
    expect((await askWith({ claims: { jti: 'kept', aud: 'https://other.example' } })).status).toBe(401);
    expect((await askWith({ claims: { jti: 'kept' } })).status).toBe(200);
  });
});

describe('the audience (standards.md §C.3)', () => {
  test('RFC 7523 §3: a client that is set to legacy may name an endpoint, or several audiences', async () => {
    const registered = await server.addClient(keyedClient([key], { metadata: { assertion_audience: 'legacy' } }));
    const audiences = [
      server.issuer,
      `${server.issuer}/oauth2/token`,
      `${server.issuer}/oauth2/par`,
      [`${server.issuer}/oauth2/token`, 'https://x.example'],
    ];
    for (const aud of audiences) {
      expect((await ask(await assertion(server, [registered, key], { claims: { aud } }))).status, String(aud)).toBe(200);
    }
    const foreign = await assertion(server, [registered, key], { claims: { aud: 'https://other.example/oauth2/token' } });
    expect((await ask(foreign)).status).toBe(401);
    // RFC 7523bis §4: whoever writes the new type keeps to the new rule.
    const strict = { claims: { aud: `${server.issuer}/oauth2/token` }, header: { typ: 'client-authentication+jwt' } };
    expect((await ask(await assertion(server, [registered, key], strict))).status).toBe(401);
  });
});

describe('RFC 6749 §2.3: one way of authentication a request', () => {
  test('an assertion beside a secret, in the body or in the header, is invalid_request', async () => {
    const bySecret = await server.addClient({ grantTypes: ['client_credentials'] });
    const text = await assertion(server, [client, key]);
    const answers = [
      await ask(text, { client_id: String(bySecret.id), client_secret: bySecret.secret }),
      await ask(text, {}, basic(bySecret)),
    ];
    for (const answer of answers) expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
    // Nothing of it was used up.
    expect((await ask(text)).status).toBe(200);
  });

  test('RFC 7521 §4.2: another type of assertion, a type without an assertion, one that is too long or no JWT', async () => {
    const text = await assertion(server, [client, key]);
    const forms = [
      { ...byAssertion(text), client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' },
      { client_assertion: text },
      { client_assertion_type: byAssertion(text)['client_assertion_type'] ?? '' },
      byAssertion(await assertion(server, [client, key], { claims: { padding: 'x'.repeat(5000) } })),
      byAssertion('nonsense'),
      byAssertion(`${text}.${text}`),
    ];
    for (const form of forms) {
      const answer = await formToken(server, { grant_type: 'client_credentials', client_id: String(client.id), ...form });
      expect([answer.status, answer.body.error], JSON.stringify(form).slice(0, 90)).toEqual([401, 'invalid_client']);
    }
  });

  test('an assertion in the query is not read', async () => {
    const query = new URLSearchParams(byAssertion(await assertion(server, [client, key])));
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    const answer = await fetch(`${server.url}/oauth2/token?${query}`, { method: 'POST', body });
    expect(answer.status).toBe(401);
  });

  test('RFC 8725 §2.4: an assertion whose members stand twice, or whose parts can be written otherwise', async () => {
    const good = await signJwt(key, assertionClaims(server, client));
    const [header = '', payload = '', signature = ''] = good.split('.');
    const twice = Buffer.from(`{"sub":"999",${Buffer.from(payload, 'base64url').toString().slice(1)}`).toString('base64url');
    for (const text of [
      `${header}.${twice}.${signature}`,
      `${header}.${payload}.${signature}=`,
      `${header}. ${payload}.${signature}`,
    ]) {
      expect((await ask(text)).status).toBe(401);
    }
  });
});

describe('RFC 6749 §2.1: a client that proves itself by its key needs no secret', () => {
  test('none is made for it, and its method takes none away from others', async () => {
    expect(client.secret).toBe('');
    const stored = await server.storage.read(({ clients }) => clients.find(client.id));
    expect(stored?.sealedSecret).toBeNull();
    // It is confidential all the same: naming itself is no proof.
    const named = await formToken(server, { grant_type: 'client_credentials', client_id: String(client.id) });
    expect([named.status, named.body.error]).toEqual([401, 'invalid_client']);
  });

  test('a client that changes to it loses its secret, and is given a new one when it changes back', async () => {
    const changing = await server.addClient({ grantTypes: ['client_credentials'], metadata: { jwks: { keys: [key.jwk] } } });
    await setClient(server, changing, { authenticationMethod: 'private_key_jwt' });
    const bySecret = { grant_type: 'client_credentials', client_id: String(changing.id), client_secret: changing.secret };
    expect((await formToken(server, bySecret)).status).toBe(401);
    expect((await ask(await assertion(server, [changing, key]))).status).toBe(200);
    await setClient(server, changing, { authenticationMethod: null });
    expect((await ask(await assertion(server, [changing, key]))).status).toBe(401);
    expect((await formToken(server, bySecret)).status).toBe(401);
  });

  test('RFC 7591 §2: it cannot be registered without a key for its algorithm', async () => {
    await expect(server.addClient({ authenticationMethod: 'private_key_jwt' })).rejects.toThrow('jwks');
    const metadata = { token_endpoint_auth_signing_alg: 'RS256' } as const;
    await expect(server.addClient(keyedClient([key], { metadata }))).rejects.toThrow('jwks');
    await expect(server.addClient({ ...keyedClient([key]), secret: 'abcdefghijklmnopqrstuvwx' })).rejects.toThrow('has none');
  });
});
