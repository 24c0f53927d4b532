import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DpopTestKey, dpopProof, dpopTestKey, type ProofRequest, signProof } from '../../support/dpop.ts';
import { basic, formToken, obtainCode, type TokenAnswer } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { pkcePair, verdict } from '../../support/token-checks.ts';

let server: TestServer;
let client: TestClient;
const key = dpopTestKey();

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient({ grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'] });
});
afterAll(() => server.close());

const ASK = { grant_type: 'client_credentials', scope: 'role:read' };

function proof(by: DpopTestKey = key, changes: Partial<ProofRequest> = {}): string {
  return dpopProof(by, { url: `${server.issuer}/oauth2/token`, now: server.now(), ...changes });
}

function ask(
  header: string | undefined,
  by: TestClient = client,
  parameters: Record<string, string> = ASK,
): Promise<TokenAnswer> {
  return formToken(server, parameters, { ...basic(by), ...(header === undefined ? {} : { dpop: header }) });
}

describe('RFC 9449 §5: a token that is bound to a key', () => {
  test.each(['ES256', 'EdDSA', 'RS256', 'PS256'] as const)(
    '§4.2: a proof by %s: token_type DPoP, and a nonce for the next',
    async (alg) => {
      const own = dpopTestKey(alg);
      const answer = await ask(proof(own));
      expect([answer.status, answer.body['token_type']]).toEqual([200, 'DPoP']);
      expect(answer.headers.get('dpop-nonce')).toMatch(/^[\w-]{43}$/);
      const introspected = await introspect(answer.body.access_token ?? '');
      expect(introspected).toMatchObject({ active: true, token_type: 'DPoP', cnf: { jkt: own.jkt } });
    },
  );

  test('RFC 9864 §2.2: Ed25519 is EdDSA by its newer name', async () => {
    expect((await ask(proof(dpopTestKey('EdDSA'), { header: { alg: 'Ed25519' } }))).status).toBe(200);
  });

  test('without a proof the token is a bearer token', async () => {
    const answer = await ask(undefined);
    expect([answer.status, answer.body['token_type'], answer.headers.get('dpop-nonce')]).toEqual([200, 'Bearer', null]);
  });

  test('§5.2: a client that registered dpop_bound_access_tokens must send one', async () => {
    const bound = await server.addClient({ grantTypes: ['client_credentials'], metadata: { dpop_bound_access_tokens: true } });
    expect(verdict(await ask(undefined, bound))).toEqual([400, 'invalid_dpop_proof']);
    expect((await ask(proof(), bound)).status).toBe(200);
  });
});

describe('RFC 9449 §4.3: a proof that is not good is invalid_dpop_proof, and nothing is issued', () => {
  const changed: Readonly<Record<string, Partial<ProofRequest>>> = {
    'a typ that is not dpop+jwt': { header: { typ: 'JWT' } },
    'no typ': { header: { typ: undefined } },
    'alg none': { header: { alg: 'none' } },
    'an alg with a shared secret': { header: { alg: 'HS256' } },
    'the alg of another key': { header: { alg: 'RS256' } },
    'no jwk': { header: { jwk: undefined } },
    'a jwk with its private part': { header: { jwk: key.privateKey.export({ format: 'jwk' }) } },
    'a jwk that is a shared secret': { header: { jwk: { kty: 'oct', k: 'AAAA' } } },
    'the jwk of another key': { header: { jwk: dpopTestKey().jwk } },
    'a critical header': { header: { crit: ['exp'] } },
    'another method': { claims: { htm: 'GET' } },
    'a method in lower case': { claims: { htm: 'post' } },
    'no method': { claims: { htm: undefined } },
    'another host': { claims: { htu: 'https://other.example/oauth2/token' } },
    'another path': { claims: { htu: 'http://127.0.0.1/oauth2/introspect' } },
    'no URL': { claims: { htu: undefined } },
    'a URL that is none': { claims: { htu: 'token' } },
    'no jti': { claims: { jti: undefined } },
    'an empty jti': { claims: { jti: '' } },
    'a jti that is a number': { claims: { jti: 1 } },
    'a jti of 10,000 characters': { claims: { jti: 'a'.repeat(2_500) } },
    'no iat': { claims: { iat: undefined } },
    'an iat that is text': { claims: { iat: '1700000000' } },
  };
  test.each(Object.entries(changed))('%s', async (_title, changes) => {
    expect(verdict(await ask(proof(key, changes)))).toEqual([400, 'invalid_dpop_proof']);
  });

  test.each([
    [-61, 400],
    [-10, 200],
    [10, 200],
    [61, 400],
  ])('§11.1: an iat %d seconds from now: %d', async (seconds, status) => {
    expect((await ask(proof(key, { now: server.now() + seconds * 1000 }))).status).toBe(status);
  });

  test('two DPoP headers', async () => {
    const response = await fetch(`${server.url}/oauth2/token`, {
      method: 'POST',
      headers: [...Object.entries(basic(client)), ['dpop', proof()], ['dpop', proof()]] as [string, string][],
      body: new URLSearchParams(ASK),
    });
    expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([400, 'invalid_dpop_proof']);
  });

  test('§4.3: the URL is compared without query and fragment, its scheme and host in any case', async () => {
    const htu = `${server.issuer.replace('http://', 'HTTP://')}/oauth2/token?a=b#c`;
    expect((await ask(proof(key, { claims: { htu } }))).status).toBe(200);
  });

  test('the URL is that of the issuer, whatever Host says', async () => {
    const { port } = new URL(server.url);
    const htu = `http://localhost:${port}/oauth2/token`;
    const answer = await fetch(`http://localhost:${port}/oauth2/token`, {
      method: 'POST',
      headers: { ...basic(client), dpop: proof(key, { claims: { htu } }) },
      body: new URLSearchParams(ASK),
    }).catch(() => undefined);
    if (answer !== undefined) expect(answer.status).toBe(400);
  });
});

describe('RFC 9449 §11.1: a proof counts once', () => {
  test('of twenty at once one is answered, and none later', async () => {
    const one = proof();
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(one)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(verdict(await ask(one))).toEqual([400, 'invalid_dpop_proof']);
  });

  test('a jti that somebody else used is not used up', async () => {
    const claims = { jti: randomUUID() };
    expect((await ask(proof(dpopTestKey(), { claims }))).status).toBe(200);
    expect((await ask(proof(key, { claims }))).status).toBe(200);
  });

  test('a proof of a client that was refused is not used up', async () => {
    const one = proof();
    expect((await ask(one, { ...client, secret: 'wrong-secret-of-a-client' })).status).toBe(401);
    expect((await ask(one)).status).toBe(200);
  });
});

describe('RFC 9449 §8: nonces', () => {
  test('one of ours is taken, an old or foreign one is answered use_dpop_nonce with the next', async () => {
    const nonce = (await ask(proof())).headers.get('dpop-nonce') ?? '';
    expect((await ask(proof(key, { claims: { nonce } }))).status).toBe(200);
    const foreign = await ask(proof(key, { claims: { nonce: 'x'.repeat(43) } }));
    expect(verdict(foreign)).toEqual([400, 'use_dpop_nonce']);
    const next = foreign.headers.get('dpop-nonce') ?? '';
    expect((await ask(proof(key, { claims: { nonce: next } }))).status).toBe(200);
    server.advance(400_000);
    expect(verdict(await ask(proof(key, { claims: { nonce } })))).toEqual([400, 'use_dpop_nonce']);
  });

  test('required by a setting: a proof without one is answered use_dpop_nonce', async () => {
    const strict = await startTestServer({ dpopNonce: 'required' });
    const own = await strict.addClient({ grantTypes: ['client_credentials'] });
    const make = (claims: Record<string, unknown>): string =>
      dpopProof(key, { url: `${strict.issuer}/oauth2/token`, now: strict.now(), claims });
    const first = await formToken(strict, ASK, { ...basic(own), dpop: make({}) });
    expect(verdict(first)).toEqual([400, 'use_dpop_nonce']);
    const nonce = first.headers.get('dpop-nonce');
    expect((await formToken(strict, ASK, { ...basic(own), dpop: make({ nonce }) })).status).toBe(200);
    await strict.close();
  });
});

describe('RFC 9449 §10: a code that is bound to a key', () => {
  async function boundCode(): Promise<{ code: string; redirect_uri: string; grant_type: string }> {
    const code = await obtainCode(server, client, { parameters: { dpop_jkt: key.jkt } });
    return { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri };
  }

  test('by that key it is redeemed; by another or without one it is invalid_grant and not used up', async () => {
    const request = await boundCode();
    expect(verdict(await ask(undefined, client, request))).toEqual([400, 'invalid_grant']);
    expect(verdict(await ask(proof(dpopTestKey()), client, request))).toEqual([400, 'invalid_grant']);
    const answer = await ask(proof(), client, request);
    expect([answer.status, answer.body['token_type']]).toEqual([200, 'DPoP']);
  });

  test('a dpop_jkt that is no thumbprint is invalid_request', async () => {
    const code = obtainCode(server, client, { parameters: { dpop_jkt: 'x' } });
    await expect(code).rejects.toThrow();
  });
});

describe('RFC 9449 §5: refresh tokens', () => {
  async function obtain(
    of: TestClient,
    headers: Record<string, string>,
    extra: Record<string, string> = {},
  ): Promise<TokenAnswer> {
    const { verifier, challenge } = pkcePair();
    const parameters = { code_challenge: challenge, code_challenge_method: 'S256', scope: 'user:read' };
    const code = await obtainCode(server, of, { parameters });
    const request = { grant_type: 'authorization_code', code, redirect_uri: of.redirectUri, code_verifier: verifier };
    return formToken(server, { ...request, ...extra }, { ...headers, dpop: proof() });
  }

  test('of a public client are bound to the key, those of a confidential one are not', async () => {
    const open = await server.addClient({ authenticationMethod: 'none', redirectUris: ['https://rp.example/cb'] });
    const named = { client_id: String(open.id) };
    const tokens = await obtain(open, {}, named);
    const request = { grant_type: 'refresh_token', refresh_token: tokens.body.refresh_token ?? '', ...named };
    expect(verdict(await formToken(server, request))).toEqual([400, 'invalid_grant']);
    expect(verdict(await formToken(server, request, { dpop: proof(dpopTestKey()) }))).toEqual([400, 'invalid_grant']);
    expect((await formToken(server, request, { dpop: proof() })).body['token_type']).toBe('DPoP');
    const own = await obtain(client, basic(client));
    const again = { grant_type: 'refresh_token', refresh_token: own.body.refresh_token ?? '' };
    expect((await ask(proof(dpopTestKey()), client, again)).body['token_type']).toBe('DPoP');
  });
});

test('security §1: 2,500 mutated proofs, and none is taken', async () => {
  const good = proof();
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ';
  const at = (seed: number, range: number): number => (seed * 2_654_435_761) % range;
  const mutated = new Set<string>();
  for (let seed = 1; mutated.size < 2_300; seed++) {
    const place = at(seed, good.length);
    const letter = alphabet[at(seed * 31, alphabet.length)] ?? 'A';
    const kinds = [
      good.slice(0, place) + letter + good.slice(place + 1),
      good.slice(0, place) + good.slice(place + 1),
      good.slice(0, place) + letter + good.slice(place),
      good.slice(0, Math.max(1, place)),
    ];
    const text = (kinds[seed % 4] ?? '').trim();
    if (text !== good && text !== '') mutated.add(text);
  }
  const [header = '', claims = '', tail = ''] = good.split('.');
  for (let index = 0; index < 200; index++) {
    const members = { typ: 'dpop+jwt', alg: 'ES256', jwk: { ...key.jwk, x: `${index}` } };
    mutated.add(signProof(key, members, { jti: `${index}`, htm: 'POST', htu: `${server.issuer}/oauth2/token`, iat: 1 }));
    mutated.add(`${header}.${claims}.${tail}.${index}`);
  }
  const taken: string[] = [];
  const all = [...mutated];
  expect(all.length).toBeGreaterThanOrEqual(2_500);
  for (let from = 0; from < all.length; from += 50) {
    const batch = all.slice(from, from + 50);
    const answers = await Promise.all(batch.map((text) => ask(text)));
    taken.push(...batch.filter((_, index) => answers[index]?.body.error !== 'invalid_dpop_proof'));
  }
  expect(taken).toEqual([]);
});

async function introspect(token: string): Promise<unknown> {
  const body = new URLSearchParams({ token });
  return (await fetch(`${server.url}/oauth2/introspect`, { method: 'POST', headers: basic(client), body })).json();
}
