import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ path: '/base' });
});
afterAll(() => server.close());

it('AuthZEN 1.0 §9 (RFC 8414 §3.1): an issuer with a path has its metadata between the host and the path', async () => {
  const { origin } = new URL(server.issuer);
  const response = await fetch(`${origin}/.well-known/authzen-configuration/base`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, expect.stringContaining('application/json')]);
  const metadata = (await response.json()) as Record<string, string>;
  expect(metadata['policy_decision_point']).toBe(server.issuer);
  const endpoints = Object.entries(metadata).filter(([name]) => name.endsWith('_endpoint'));
  expect(endpoints).toHaveLength(5);
  for (const [, url] of endpoints) {
    expect(url.startsWith(`${server.issuer}/access/v1/`)).toBe(true);
    expect((await fetch(url, { method: 'POST' })).status).toBe(400);
  }
});

it('no other path outside the issuer’s is answered, nor a well-known document of another issuer', async () => {
  const { origin } = new URL(server.issuer);
  for (const path of [
    '/.well-known/authzen-configuration',
    '/.well-known/authzen-configuration/other',
    '/.well-known/authzen-configuration/base/more',
    '/.well-known/authzen-configuration/other/base',
    '/.well-known/base',
    '/well-known/authzen-configuration/base',
    '/api2/roles/base',
  ]) {
    expect([path, (await fetch(origin + path)).status]).toEqual([path, 404]);
  }
});
