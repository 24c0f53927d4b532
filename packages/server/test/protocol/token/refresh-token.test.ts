import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setClient } from '../../support/administration.ts';
import { formToken, obtainCode, obtainTokens, tallyToken } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { exchangeCode, expiry, pkcePair, refresh, useAccessToken, verdict } from '../../support/token-checks.ts';

const DAY = 86_400_000;
const DEAD = [400, 'invalid_grant'];
let server: TestServer;
let client: TestClient;
let forgiving: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient();
  forgiving = await server.addClient({ refreshGraceSeconds: 10 });
});
afterAll(() => server.close());

describe('contract §3: rotation', () => {
  test('seed §3: the answer is a new pair with the same members', async () => {
    const tokens = await obtainTokens(server, client);
    const answer = await refresh(server, client, { refresh_token: tokens.refresh });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ expires_in: 7200, scope: 'all:all', token_type: 'Bearer' });
    expect(answer.body.access_token).toMatch(/^hfa_/);
    expect(answer.body.refresh_token).toMatch(/^hfr_/);
    expect([answer.body.access_token, answer.body.refresh_token]).not.toEqual([tokens.access, tokens.refresh]);
  });

  test('the access token from before a refresh lives on until it expires', async () => {
    const tokens = await obtainTokens(server, client);
    await refresh(server, client, { refresh_token: tokens.refresh });
    expect(await useAccessToken(server, tokens.access)).toBe(200);
    server.advance(7_201_000);
    expect(await useAccessToken(server, tokens.access)).toBe(401);
  });

  test('redirect_uri, which the seed’s table lists, is ignored', async () => {
    const tokens = await obtainTokens(server, client);
    const answer = await refresh(server, client, { refresh_token: tokens.refresh, redirect_uri: 'http://elsewhere.example/' });
    expect(answer.status).toBe(200);
  });

  test('up to an absolute limit that rotation does not extend (RFC 9700 §4.14.2)', async () => {
    let { refresh: token } = await obtainTokens(server, client);
    for (let days = 10; days < 30; days += 10) {
      server.advance(10 * DAY - 60_000);
      token = (await refresh(server, client, { refresh_token: token })).body.refresh_token ?? '';
    }
    server.advance(10 * DAY - 60_000);
    const last = await refresh(server, client, { refresh_token: token });
    expect(last.status).toBe(200);
    server.advance(4 * 60_000);
    expect(verdict(await refresh(server, client, { refresh_token: last.body.refresh_token ?? '' }))).toEqual(DEAD);
  });

  test('security §6: a refresh token that is not used for 14 days ends; one that is used does not', async () => {
    const tokens = await obtainTokens(server, client);
    server.advance(13 * DAY);
    const used = await refresh(server, client, { refresh_token: tokens.refresh });
    expect(used.status).toBe(200);
    server.advance(14 * DAY + 1000);
    expect(verdict(await refresh(server, client, { refresh_token: used.body.refresh_token ?? '' }))).toEqual(DEAD);
  });
});

describe('RFC 6749 §6: scope', () => {
  test('absent: the original', async () => {
    const tokens = await obtainTokens(server, client, { parameters: { scope: 'user:read role:read' } });
    const answer = await refresh(server, client, { refresh_token: tokens.refresh });
    expect(answer.body['scope']).toBe(tokens.scope);
  });

  test('narrowing is for one access token: the next refresh has the original again', async () => {
    const tokens = await obtainTokens(server, client, { parameters: { scope: 'user:read role:read' } });
    const narrow = await refresh(server, client, { refresh_token: tokens.refresh, scope: 'role:read' });
    expect(narrow.body['scope']).toBe('role:read');
    expect(await useAccessToken(server, narrow.body.access_token ?? '')).toBe(403);
    const whole = await refresh(server, client, { refresh_token: narrow.body.refresh_token ?? '' });
    expect(whole.body['scope']).toBe(tokens.scope);
    expect(await useAccessToken(server, whole.body.access_token ?? '')).toBe(200);
  });

  test.each(['user:write', 'user:read user:write', 'all:all', 'openid', 'groupuser:read', 'user:read  role:read', 'nonsense'])(
    'widening %j is invalid_scope, and the token lives on',
    async (scope) => {
      const tokens = await obtainTokens(server, client, { parameters: { scope: 'user:read role:read' } });
      expect(verdict(await refresh(server, client, { refresh_token: tokens.refresh, scope }))).toEqual([400, 'invalid_scope']);
      expect((await refresh(server, client, { refresh_token: tokens.refresh })).status).toBe(200);
    },
  );
});

describe('RFC 9700 §4.14.2: a second presentation', () => {
  test('contract §3: revokes the family, the winner’s tokens included', async () => {
    const tokens = await obtainTokens(server, client);
    const winner = await refresh(server, client, { refresh_token: tokens.refresh });
    expect(verdict(await refresh(server, client, { refresh_token: tokens.refresh }))).toEqual(DEAD);
    expect(verdict(await refresh(server, client, { refresh_token: winner.body.refresh_token ?? '' }))).toEqual(DEAD);
    expect(await useAccessToken(server, winner.body.access_token ?? '')).toBe(401);
    expect(await useAccessToken(server, tokens.access)).toBe(401);
  });

  test('of a token several rotations old revokes the family too', async () => {
    const tokens = await obtainTokens(server, client);
    let { refresh: token } = tokens;
    for (let count = 0; count < 3; count++)
      token = (await refresh(server, client, { refresh_token: token })).body.refresh_token ?? '';
    await refresh(server, client, { refresh_token: tokens.refresh });
    expect(verdict(await refresh(server, client, { refresh_token: token }))).toEqual(DEAD);
  });

  test('other grants of the same user and client live on', async () => {
    const user = await server.addUser();
    const one = await obtainTokens(server, client, { user });
    const other = await obtainTokens(server, client, { user });
    await refresh(server, client, { refresh_token: one.refresh });
    await refresh(server, client, { refresh_token: one.refresh });
    expect((await refresh(server, client, { refresh_token: other.refresh })).status).toBe(200);
  });

  test('by another client is invalid_grant and harms nobody', async () => {
    const tokens = await obtainTokens(server, client);
    const thief = await server.addClient();
    expect(verdict(await refresh(server, thief, { refresh_token: tokens.refresh }))).toEqual(DEAD);
    const next = await refresh(server, client, { refresh_token: tokens.refresh });
    expect(verdict(await refresh(server, thief, { refresh_token: tokens.refresh }))).toEqual(DEAD);
    expect((await refresh(server, client, { refresh_token: next.body.refresh_token ?? '' })).status).toBe(200);
  });

  test('twenty simultaneous refreshes of one token end in one family at most', async () => {
    const tokens = await obtainTokens(server, client);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => refresh(server, client, { refresh_token: tokens.refresh })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await expiry(server, { refresh_token: tokens.refresh })).toEqual({
      is_access_expired: true,
      is_refresh_expired: true,
    });
  });
});

describe('contract §3: a grace of up to 10 s', () => {
  test('inside it the second presentation gets the same successors, as often as it is made', async () => {
    const tokens = await obtainTokens(server, forgiving);
    const first = await refresh(server, forgiving, { refresh_token: tokens.refresh });
    server.advance(5_000);
    const second = await refresh(server, forgiving, { refresh_token: tokens.refresh });
    const third = await refresh(server, forgiving, { refresh_token: tokens.refresh });
    for (const { status, body } of [second, third]) {
      expect(status).toBe(200);
      expect([body.access_token, body.refresh_token, body['scope']]).toEqual([
        first.body.access_token,
        first.body.refresh_token,
        first.body['scope'],
      ]);
      expect(body['expires_in']).toBeLessThanOrEqual(7195);
    }
    expect((await refresh(server, forgiving, { refresh_token: first.body.refresh_token ?? '' })).status).toBe(200);
  });

  test('after it the second presentation revokes the family', async () => {
    const tokens = await obtainTokens(server, forgiving);
    const first = await refresh(server, forgiving, { refresh_token: tokens.refresh });
    server.advance(10_001);
    expect(verdict(await refresh(server, forgiving, { refresh_token: tokens.refresh }))).toEqual(DEAD);
    expect(verdict(await refresh(server, forgiving, { refresh_token: first.body.refresh_token ?? '' }))).toEqual(DEAD);
  });

  test('presenting it again does not extend it', async () => {
    const tokens = await obtainTokens(server, forgiving);
    await refresh(server, forgiving, { refresh_token: tokens.refresh });
    server.advance(9_000);
    expect((await refresh(server, forgiving, { refresh_token: tokens.refresh })).status).toBe(200);
    server.advance(2_000);
    expect(verdict(await refresh(server, forgiving, { refresh_token: tokens.refresh }))).toEqual(DEAD);
  });

  test('another client gets nothing by it', async () => {
    const tokens = await obtainTokens(server, forgiving);
    const other = await server.addClient({ refreshGraceSeconds: 10 });
    await refresh(server, forgiving, { refresh_token: tokens.refresh });
    expect(verdict(await refresh(server, other, { refresh_token: tokens.refresh }))).toEqual(DEAD);
  });

  test('a client that cannot authenticate gets nothing by it', async () => {
    const app = await server.addClient({
      authenticationMethod: 'none',
      redirectUris: ['https://app.example/cb'],
      refreshGraceSeconds: 10,
    });
    const { verifier, challenge } = pkcePair();
    const code = await obtainCode(server, app, { parameters: { code_challenge: challenge, code_challenge_method: 'S256' } });
    const id = { client_id: String(app.id) };
    const form = { ...id, grant_type: 'authorization_code', code, redirect_uri: app.redirectUri, code_verifier: verifier };
    const refreshForm = {
      ...id,
      grant_type: 'refresh_token',
      refresh_token: (await formToken(server, form)).body.refresh_token ?? '',
    };
    expect((await formToken(server, refreshForm)).status).toBe(200);
    expect(verdict(await formToken(server, refreshForm))).toEqual(DEAD);
  });

  test('never two families: of twenty simultaneous refreshes all get the same pair', async () => {
    const tokens = await obtainTokens(server, forgiving);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => refresh(server, forgiving, { refresh_token: tokens.refresh })),
    );
    const pairs = new Set(answers.map(({ body }) => `${body.access_token} ${body.refresh_token}`));
    expect(pairs.size).toBe(1);
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });

  test('a grace does not bring a revoked family back', async () => {
    const tokens = await obtainTokens(server, forgiving);
    const first = await refresh(server, forgiving, { refresh_token: tokens.refresh });
    const bearer = { authorization: `Bearer ${first.body.access_token}` };
    await fetch(`${server.url}/oauth2/token?access_token=${first.body.access_token}`, { method: 'DELETE', headers: bearer });
    expect(verdict(await refresh(server, forgiving, { refresh_token: tokens.refresh }))).toEqual(DEAD);
  });

  test('a client whose grace is taken away loses it at once', async () => {
    const fading = await server.addClient({ refreshGraceSeconds: 10 });
    const tokens = await obtainTokens(server, fading);
    await refresh(server, fading, { refresh_token: tokens.refresh });
    await setClient(server, fading, { refreshGraceSeconds: 0 });
    expect(verdict(await refresh(server, fading, { refresh_token: tokens.refresh }))).toEqual(DEAD);
  });
});

test('contract §3: tokens are stored as hashes only, and carry the prefix that secret scanners recognise', async () => {
  const { readFileSync, readdirSync } = await import('node:fs');
  const { join } = await import('node:path');
  const code = await obtainCode(server, client);
  const tokens = (await exchangeCode(server, client, { code })).body;
  const files = readdirSync(server.directory).filter((name) => name.startsWith('hufu.db'));
  const bytes = files.map((name) => readFileSync(join(server.directory, name)).toString('latin1')).join('');
  for (const secret of [code, tokens.access_token ?? '', tokens.refresh_token ?? '']) {
    expect(secret).toMatch(/^hf[acr]_/);
    // The id, by which it is looked up, is stored; the 43 characters after it are the secret.
    expect(bytes).toContain(secret.slice(4, 20));
    expect(bytes).not.toContain(secret.slice(20));
  }
  expect(bytes).not.toContain(client.secret);
  expect(
    (await tallyToken(server, client, { grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' })).status,
  ).toBe(200);
});
