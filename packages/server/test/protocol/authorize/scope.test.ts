import { AUTHORITY_SCOPES } from '@hufu/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { authorizeUrl, obtainTokens, redirected } from '../../support/tally-client.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';
import { refresh, useAccessToken } from '../../support/token-checks.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** What a client registered for `registered` gets when it asks for `asked`: the scope granted, or the error. */
async function granted(
  registered: string | null,
  asked: string | undefined,
  defaultScope: string | null = null,
): Promise<string> {
  const client = await server.addClient({ scope: registered, defaultScope, consent: 'never' });
  const page = await new Browser().get(authorizeUrl(server, client, { scope: asked }));
  if (page.status === 303) return redirected(page).get('error') ?? '';
  return (await obtainTokens(server, client, { parameters: { scope: asked } })).scope;
}

describe('contract §2: scopes', () => {
  test('there are sixteen, of eight entities', () => {
    const entities = ['client', 'group', 'groupuser', 'resource', 'role', 'role-resource', 'role-user', 'user'];
    const expected = entities.flatMap((name) => [`${name}:read`, `${name}:write`]);
    expect(new Set(AUTHORITY_SCOPES)).toEqual(new Set(expected));
    expect(AUTHORITY_SCOPES).toHaveLength(16);
  });

  test.each(AUTHORITY_SCOPES)('all:all covers %s', async (scope) => {
    expect(await granted('all:all', scope)).toBe(scope);
  });

  test.each(['openid', 'profile', 'email', 'offline_access'])('all:all never covers %s', async (scope) => {
    expect(await granted('all:all', scope)).toBe('invalid_scope');
  });

  test.each([
    ['groupuser:read', 'user:read'],
    ['role-user:read', 'user:read'],
    ['role-user:write', 'role:write'],
    ['role-resource:read', 'resource:read'],
    ['groupuser:write', 'group:write'],
    ['user:write', 'user:read'],
    ['user:read', 'user:write'],
    ['user:read role:read', 'all:all'],
  ])('a scope is a whole token: a client registered for %s may not ask for %s', async (registered, asked) => {
    expect(await granted(registered, asked)).toBe('invalid_scope');
  });

  test.each(['groupuser:read', 'role-user:read', 'groupuser:write role-user:write', 'user:write', 'openid profile email'])(
    'a token with %s does not satisfy user:read',
    async (scope) => {
      const { access } = await obtainTokens(server, await server.addClient(), { parameters: { scope } });
      expect(await useAccessToken(server, access)).toBe(403);
    },
  );

  test.each(['user:read', 'all:all', 'groupuser:read user:read'])('a token with %s satisfies user:read', async (scope) => {
    const { access } = await obtainTokens(server, await server.addClient(), { parameters: { scope } });
    expect(await useAccessToken(server, access)).toBe(200);
  });

  test('a client whose registration names no scope may ask for all of them', async () => {
    const all = ['openid', ...AUTHORITY_SCOPES, 'all:all', 'profile', 'email', 'offline_access'].join(' ');
    expect((await granted(null, all)).split(' ').sort()).toEqual(all.split(' ').sort());
  });

  test('a scope is a set: order and repetition mean nothing', async () => {
    expect(await granted('user:read role:read', 'user:read role:read')).toBe(
      await granted('role:read user:read', 'role:read user:read role:read'),
    );
  });

  test.each([
    'user:read  role:read',
    ' user:read',
    'user:read ',
    'user:read\trole:read',
    'USER:READ',
    'user',
    'user:',
    ':read',
    'user:read,role:read',
    'user:read;role:read',
    'all',
    'all:read',
    '*',
  ])('RFC 6749 §3.3: %j is invalid_scope', async (scope) => {
    expect(await granted(null, scope)).toBe('invalid_scope');
  });

  test('contract §1: without scope the client’s default scope', async () => {
    expect(await granted('all:all', undefined, 'user:read')).toBe('user:read');
  });

  test('contract §1: without scope and without a default one, openid', async () => {
    expect(await granted(null, undefined)).toBe('openid');
  });

  test('without either, a client that may not have openid gets invalid_scope', async () => {
    expect(await granted('user:read', undefined)).toBe('invalid_scope');
  });

  test('an empty scope counts as absent (RFC 6749 §3.1)', async () => {
    expect(await granted(null, '')).toBe('openid');
  });

  test('RFC 6749 §6: “a subset of the original” means covered by it: user:read may be asked of all:all', async () => {
    const client = await server.addClient();
    const tokens = await obtainTokens(server, client);
    expect((await refresh(server, client, { refresh_token: tokens.refresh, scope: 'user:read' })).body['scope']).toBe(
      'user:read',
    );
  });
});
