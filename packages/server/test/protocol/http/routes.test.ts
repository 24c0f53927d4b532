import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { sendRaw } from '../../support/raw-http.ts';
import { authorizeUrl, obtainTokens, redirected, signInAt } from '../../support/tally-client.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';
import { expiry, refresh, useAccessToken } from '../../support/token-checks.ts';

let server: TestServer;
let nested: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  nested = await startTestServer({ path: '/auth/v1' });
});
afterAll(async () => {
  await server.close();
  await nested.close();
});

const PAGES = [
  '/',
  '/sign-in',
  '/sign-out',
  '/auth/login',
  '/auth/logout',
  '/account',
  '/setup',
  '/setup/done',
  '/oauth2/authorize',
  '/oauth2/device',
  '/nowhere',
];
const OTHERS = [
  '/livez',
  '/readyz',
  '/healthz',
  '/oauth2/expire?access_token=x',
  '/oauth2/token',
  '/oauth2/device_authorization',
  '/api/user',
  '/api2/user',
  '/assets/hufu.css',
];

describe('health', () => {
  test.each(['/livez', '/readyz', '/healthz'])('%s is 200', async (path) => {
    const response = await fetch(server.url + path);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
  });

  test('/readyz and /healthz are 503 when the database does not answer, /livez is not', async () => {
    const broken = await startTestServer();
    await broken.storage.close();
    const statuses = await Promise.all(
      ['/livez', '/readyz', '/healthz'].map(async (path) => (await fetch(broken.url + path)).status),
    );
    await broken.close().catch(() => undefined);
    expect(statuses).toEqual([200, 503, 503]);
  });
});

describe('security §6: headers on every response', () => {
  test.each([...PAGES, ...OTHERS])('%s', async (path) => {
    const { headers } = await fetch(server.url + path, { redirect: 'manual' });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    const isShared = path === '/oauth2/token';
    expect(headers.get('cross-origin-resource-policy')).toBe(isShared ? 'cross-origin' : 'same-origin');
    expect(headers.get('permissions-policy')).toContain('camera=()');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('cache-control')).toBe(path.startsWith('/assets/') ? 'public, max-age=300' : 'no-store');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-z]{16}$/);
    expect(headers.get('server')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
  });

  test('a request id that is sent is not taken over', async () => {
    const { headers } = await fetch(`${server.url}/livez`, { headers: { 'x-request-id': '0000000000000000' } });
    expect(headers.get('x-request-id')).not.toBe('0000000000000000');
  });
});

describe('RFC 9110 §9.3.2: HEAD is GET without the body', () => {
  test.each([...PAGES, ...OTHERS].filter((path) => !path.startsWith('/oauth2/token') && path !== '/oauth2/authorize'))(
    '%s',
    async (path) => {
      const got = await sendRaw(server, { method: 'GET', target: path });
      const head = await sendRaw(server, { method: 'HEAD', target: path });
      expect([head.status, head.body]).toEqual([got.status, '']);
      expect(head.headers.get('content-type')).toBe(got.headers.get('content-type'));
    },
  );
});

describe('security §1.5: Host and X-Forwarded headers decide nothing', () => {
  test.each([
    ['Host: evil.example'],
    ['X-Forwarded-Host: evil.example'],
    ['X-Forwarded-Proto: https'],
    ['Forwarded: host=evil.example;proto=https'],
  ])('%s', async (line) => {
    for (const target of ['/', '/account', '/sign-in', '/oauth2/authorize']) {
      const answer = await sendRaw(server, { method: 'GET', target, headers: [line] });
      expect(`${answer.headers.get('location') ?? ''}${answer.headers.get('set-cookie') ?? ''}${answer.body}`).not.toMatch(
        /evil\.example|Secure/,
      );
    }
  });
});

describe('an issuer with a path', () => {
  test('the seed’s flow', async () => {
    const client = await nested.addClient();
    const browser = new Browser();
    const page = await signInAt(authorizeUrl(nested, client), await nested.addUser(), browser);
    expect(redirected(page).get('iss')).toBe(nested.issuer);
    expect(nested.issuer.endsWith('/auth/v1')).toBe(true);
    const tokens = await obtainTokens(nested, client);
    expect((await refresh(nested, client, { refresh_token: tokens.refresh })).status).toBe(200);
    expect(await useAccessToken(nested, tokens.access)).toBe(200);
    expect(await expiry(nested, { access_token: tokens.access })).toEqual({
      is_access_expired: false,
      is_refresh_expired: false,
    });
  });

  test.each([
    ['', '/auth/v1/account'],
    ['/', '/auth/v1/account'],
    ['/account', '/auth/v1/sign-in'],
    ['/auth/login', '/auth/v1/sign-in'],
    ['/auth/logout', '/auth/v1/sign-out'],
    ['/setup/done', '/auth/v1/account'],
  ])('%j redirects under the path, to %s', async (path, location) => {
    const response = await fetch(nested.url + path, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([303, location]);
  });

  test('everything a page refers to lies under the path and is there', async () => {
    const browser = new Browser();
    await signInAt(authorizeUrl(nested, await nested.addClient()), await nested.addUser(), browser);
    const client = await nested.addClient();
    for (const path of ['/sign-out', '/account', '/setup', `/oauth2/authorize?client_id=${client.id}`, '/nowhere']) {
      const page = await browser.get(nested.url + path);
      const targets = [...page.body.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(([, target = '']) =>
        target.replaceAll('&amp;', '&'),
      );
      expect(targets.length).toBeGreaterThan(2);
      for (const target of new Set(targets)) {
        expect(target).toMatch(/^\/auth\/v1\//);
        if (target.includes('/assets/')) expect((await fetch(new URL(target, nested.url))).status).toBe(200);
      }
    }
  });

  test.each([
    '/oauth2/token',
    '/sign-in',
    '/account',
    '/auth',
    '/auth/v',
    '/auth/v1x/sign-in',
    '/auth/v2/sign-in',
    '/assets/hufu.css',
  ])('%s, beside the path, is nothing', async (path) => {
    expect((await fetch(new URL(path, nested.url), { redirect: 'manual' })).status).toBe(404);
  });

  test('health answers with and without the path, since a probe does not know it', async () => {
    for (const path of ['/livez', '/auth/v1/livez', '/readyz', '/auth/v1/readyz']) {
      expect([path, (await fetch(new URL(path, nested.url))).status]).toEqual([path, 200]);
    }
  });

  test('405 names the methods under the path too', async () => {
    const response = await fetch(`${nested.url}/account`, { method: 'DELETE' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
  });
});

describe('assets', () => {
  test('ETag and 304', async () => {
    const first = await fetch(`${server.url}/assets/hufu.css`);
    const again = await fetch(`${server.url}/assets/hufu.css`, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });
    expect([first.status, first.headers.get('content-type'), again.status]).toEqual([200, 'text/css; charset=utf-8', 304]);
  });

  test.each([
    '/assets/',
    '/assets',
    '/assets/../main.ts',
    '/assets/..%2fmain.ts',
    '/assets/hufu.css/',
    '/assets/HUFU.CSS',
    '/assets/package.json',
  ])('%s is not there', async (target) => {
    expect([400, 404]).toContain((await sendRaw(server, { method: 'GET', target })).status);
  });
});

describe('contract §4: limits', () => {
  const longTarget = (path: string, length: number): string => `${path}?x=${'a'.repeat(length - path.length - 3)}`;
  test.each([
    ['/oauth2/expire', 8 * 1024, 400],
    ['/oauth2/expire', 8 * 1024 + 1, 414],
    ['/sign-in', 8 * 1024, 200],
    ['/sign-in', 8 * 1024 + 1, 414],
    ['/api2/user', 64 * 1024, 401],
    ['/api2/user', 64 * 1024 + 1, 414],
    ['/api/user', 64 * 1024, 401],
  ])('%s with a URL of %i bytes → %i', async (path, length, status) => {
    expect((await sendRaw(server, { method: 'GET', target: longTarget(path, length) })).status).toBe(status);
  });

  test.each([
    ['/oauth2/token', 64 * 1024, 401],
    ['/oauth2/token', 64 * 1024 + 1, 413],
    ['/sign-in', 64 * 1024, 200],
    ['/sign-in', 64 * 1024 + 1, 413],
  ])('%s with a body of %i bytes → %i', async (target, length, status) => {
    const headers = ['Content-Type: application/x-www-form-urlencoded'];
    expect((await sendRaw(server, { method: 'POST', target, headers, body: `x=${'a'.repeat(length - 2)}` })).status).toBe(status);
  });
});
