import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const ORIGIN = 'https://spa.example';
const preflight = (path: string, method: string): Promise<Response> =>
  fetch(server.url + path, {
    method: 'OPTIONS',
    headers: { origin: ORIGIN, 'access-control-request-method': method, 'access-control-request-headers': 'authorization, dpop' },
  });

const SHARED: readonly (readonly [path: string, methods: string])[] = [
  ['/oauth2/token', 'POST'],
  ['/oauth2/par', 'POST'],
  ['/oauth2/revoke', 'POST'],
  ['/oauth2/userinfo', 'GET, POST'],
  ['/oauth2/jwks', 'GET'],
  ['/.well-known/openid-configuration', 'GET'],
  ['/.well-known/oauth-authorization-server', 'GET'],
];

describe('pages of other origins', () => {
  it.each(SHARED)('RFC 10017 §7: may ask whether they may call %s, and are told how', async (path, methods) => {
    const answer = await preflight(path, 'POST');
    expect([answer.status, answer.headers.get('content-length')]).toEqual([204, null]);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-methods')).toBe(methods);
    expect(answer.headers.get('access-control-allow-headers')).toBe('Authorization, Content-Type, DPoP');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it.each(SHARED)('RFC 9449 §8.2: may read the answer of %s, refusals and nonces included', async (path, methods) => {
    const answer = await fetch(server.url + path, { method: methods.split(', ')[0] ?? '', headers: { origin: ORIGIN } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-expose-headers')).toBe('WWW-Authenticate, DPoP-Nonce');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  });

  const CLOSED = [
    '/oauth2/authorize',
    '/oauth2/introspect',
    '/oauth2/expire',
    '/sign-in',
    '/account',
    '/api/user',
    '/readyz',
    '/docs',
  ];
  it.each(CLOSED)('RFC 9700 §2.6: cannot read %s, whatever they ask', async (path) => {
    for (const method of ['OPTIONS', 'GET', 'POST']) {
      const headers = { origin: ORIGIN, 'access-control-request-method': 'POST' };
      const answer = await fetch(server.url + path, { method, headers, redirect: 'manual' });
      const allowed = [...answer.headers.keys()].filter((name) => name.startsWith('access-control-'));
      expect(allowed, method).toEqual([]);
      expect(answer.headers.get('cross-origin-resource-policy'), method).toBe('same-origin');
    }
  });
});
