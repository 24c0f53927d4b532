import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openIdTokens } from '../../support/openid-flow.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';

let server: TestServer;

const LIN = { fullname: '林晓雨', email: 'lin@example.com', phone: '+86 10 5555 0100' };

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** What is told of somebody under a scope. */
async function told(scope: string, person: object = LIN): Promise<{ id: string; body: unknown; headers: Headers }> {
  const user = await server.addUser(person);
  const { access } = await openIdTokens(server, await server.addClient(), { user, parameters: { scope } });
  const response = await fetch(`${server.url}/oauth2/userinfo`, { headers: { authorization: `Bearer ${access}` } });
  return { id: user.id, body: await response.json(), headers: response.headers };
}

describe('OpenID Connect Core §5.3: the userinfo endpoint', () => {
  test('OpenID Connect Core §5.3.2: sub always, and with openid alone nothing else', async () => {
    const { id, body, headers } = await told('openid');
    expect(body).toEqual({ sub: id });
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('OpenID Connect Core §5.4: the scope profile', async () => {
    const { id, body } = await told('openid profile');
    expect(body).toEqual({ sub: id, name: '林晓雨', preferred_username: id, updated_at: expect.any(Number) });
  });

  test('OpenID Connect Core §5.1: updated_at is in seconds', async () => {
    const { body } = await told('openid profile');
    expect(Math.abs(Number((body as { updated_at: unknown }).updated_at) - server.now() / 1000)).toBeLessThan(60);
  });

  test('OpenID Connect Core §5.4: the scope email; what nobody has verified is not called verified', async () => {
    const { id, body } = await told('openid email');
    expect(body).toEqual({ sub: id, email: 'lin@example.com', email_verified: false });
  });

  test('OpenID Connect Core §5.4: the scope phone', async () => {
    const { id, body } = await told('openid phone');
    expect(body).toEqual({ sub: id, phone_number: '+86 10 5555 0100', phone_number_verified: false });
  });

  test('OpenID Connect Core §5.3.2: what is not known is left out, neither null nor empty', async () => {
    const { id, body } = await told('openid email phone', {});
    expect(body).toEqual({ sub: id });
  });

  test('OpenID Connect Core §5.3.1: GET and POST answer the same, HEAD the head of it', async () => {
    const { access } = await openIdTokens(server, await server.addClient(), { parameters: { scope: 'openid profile' } });
    const url = `${server.url}/oauth2/userinfo`;
    const headers = { authorization: `Bearer ${access}` };
    const [get, post, form, head] = await Promise.all([
      fetch(url, { headers }),
      fetch(url, { method: 'POST', headers }),
      fetch(url, { method: 'POST', body: new URLSearchParams({ access_token: access }) }),
      fetch(url, { method: 'HEAD', headers }),
    ]);
    const bodies = await Promise.all([get.text(), post.text(), form.text()]);
    expect(new Set(bodies).size).toBe(1);
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
      200,
      get.headers.get('content-length'),
      '',
    ]);
  });

  test.each(['PUT', 'DELETE', 'PATCH'])('OpenID Connect Core §5.3.1: %s is 405, with Allow', async (method) => {
    const response = await fetch(`${server.url}/oauth2/userinfo`, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });

  test('OpenID Connect Core §5.3.2: the sub is that of the ID token', async () => {
    const user = await server.addUser();
    const { access, idToken } = await openIdTokens(server, await server.addClient(), { user });
    const response = await fetch(`${server.url}/oauth2/userinfo`, { headers: { authorization: `Bearer ${access}` } });
    const { sub } = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString()) as { sub: string };
    expect(await response.json()).toEqual({ sub });
  });
});
