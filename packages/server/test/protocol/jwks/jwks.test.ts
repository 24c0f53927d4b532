import { calculateJwkThumbprint } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchKeySet } from '../../support/key-rotation.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const get = (init?: RequestInit): Promise<Response> => fetch(`${server.url}/oauth2/jwks`, init);

describe('GET /oauth2/jwks', () => {
  it('RFC 7517 §5: answers an object with an array of keys, one of each algorithm that is signed with', async () => {
    const { keys } = await fetchKeySet(server);
    expect(keys.map(({ kty, alg }) => [kty, alg])).toEqual([
      ['EC', 'ES256'],
      ['OKP', 'EdDSA'],
      ['RSA', 'RS256'],
    ]);
  });

  it('RFC 7517 §4.2, §4.4, §4.5: each key says its use and algorithm, and has a kid of its own, its thumbprint (RFC 7638 §3)', async () => {
    const { keys } = await fetchKeySet(server);
    expect(keys.map(({ use }) => use)).toEqual(['sig', 'sig', 'sig']);
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(3);
    for (const key of keys) expect(key.kid).toBe(await calculateJwkThumbprint(key));
  });

  it('RFC 7517 §9.2: no private member and no secret key is in it (RFC 7518 §6)', async () => {
    for (const key of (await fetchKeySet(server)).keys)
      for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']) expect(key).not.toHaveProperty(member);
  });

  it('RFC 7518 §3.3: the RSA key has 2048 bits', async () => {
    const { n = '' } = (await fetchKeySet(server)).keys.find(({ kty }) => kty === 'RSA') ?? {};
    expect(Buffer.from(n, 'base64url')).toHaveLength(256);
  });

  it('RFC 8414 §2: whoever finds jwks_uri may read it from any origin, without credentials, and keep it for a while', async () => {
    const { status, headers } = await get({ headers: { origin: 'https://app.example' } });
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(headers.get('cache-control')).toBe('public, max-age=300');
    expect(headers.get('pragma')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  });

  it('RFC 9110 §9.3.2: HEAD answers the headers alone', async () => {
    const [head, body] = [await get({ method: 'HEAD' }), await get()];
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('content-length')).toBe(String((await body.arrayBuffer()).byteLength));
  });

  it('RFC 9110 §13.1.2: whoever has it already is told so', async () => {
    const etag = (await get()).headers.get('etag') ?? '';
    const again = await get({ headers: { 'if-none-match': etag } });
    expect([again.status, await again.text(), again.headers.get('cache-control')]).toEqual([304, '', 'public, max-age=300']);
    expect((await get({ headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it('RFC 9110 §15.5.6: other methods are refused', async () => {
    const { status, headers } = await get({ method: 'POST' });
    expect([status, headers.get('allow')]).toEqual([405, 'GET']);
  });

  it('lies below an issuer with a path', async () => {
    const below = await startTestServer({ path: '/auth' });
    expect((await fetchKeySet(below)).keys).toHaveLength(3);
    await below.close();
  });

  it('a server that starts again shows the keys it had, and signs with them', async () => {
    const before = await fetchKeySet(server);
    const jwt = server.signingKeys.jwt({ sub: 'alice' }, { algorithm: 'ES256', typ: 'JWT', now: server.now() });
    await server.stop();
    server = await startTestServer({ after: server });
    expect(await fetchKeySet(server)).toEqual(before);
    expect(server.signingKeys.verifyOwnJwt(jwt, { typ: 'JWT', now: server.now(), allowExpired: true }).ok).toBe(true);
  });
});
