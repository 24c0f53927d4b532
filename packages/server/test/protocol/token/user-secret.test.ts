import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { personalSecret, setStatus } from '../../support/administration.ts';
import { signJwt, type TokenAnswer, tallyToken } from '../../support/tally-client.ts';
import { PASSWORD, startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { refresh, useAccessToken, verdict } from '../../support/token-checks.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient({ grantTypes: ['password', 'refresh_token'] });
});
afterAll(() => server.close());

interface UserJwt {
  readonly username: string;
  readonly secret: string;
  readonly members?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
}

function userJwt({ username, secret, members = {}, header = {} }: UserJwt): string {
  const time = String(Math.floor(server.now() / 1000));
  return signJwt(
    { alg: 'HS256', typ: 'JWT', ...header },
    { username, time, nonce: Math.random().toString(36), ...members },
    secret,
  );
}

function ask(username: string, by: TestClient = client, extra: Record<string, string> = {}): Promise<TokenAnswer> {
  return tallyToken(server, by, { grant_type: 'password', username, ...extra });
}

async function userWithSecret(): Promise<{ id: string; secret: string; jwt: (extra?: Partial<UserJwt>) => string }> {
  const { id } = await server.addUser();
  const secret = await personalSecret(server, id);
  return { id, secret, jwt: (extra = {}) => userJwt({ username: id, secret, ...extra }) };
}

const REFUSED = [400, 'invalid_grant'];

describe('contract §3: grant_type=password, username a JWT signed with the user’s personal secret', () => {
  test('answers tokens for that user', async () => {
    const user = await userWithSecret();
    const answer = await ask(user.jwt(), client, { scope: 'user:read' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ scope: 'user:read', token_type: 'Bearer', expires_in: 7200 });
    const response = await fetch(`${server.url}/api2/user`, { headers: { authorization: `Bearer ${answer.body.access_token}` } });
    expect(await response.json()).toMatchObject({ id: user.id });
    expect((await refresh(server, client, { refresh_token: answer.body.refresh_token ?? '' })).status).toBe(200);
  });

  test('a client that has no refresh grant gets no refresh token', async () => {
    const plain = await server.addClient({ grantTypes: ['password'] });
    expect('refresh_token' in (await ask((await userWithSecret()).jwt(), plain)).body).toBe(false);
  });

  test('only for a client it was switched on for', async () => {
    const off = await server.addClient();
    expect(verdict(await ask((await userWithSecret()).jwt(), off))).toEqual([400, 'unauthorized_client']);
  });

  test('a real password is never accepted, right or wrong, and neither is counted as a wrong one', async () => {
    const user = await server.addUser();
    for (let count = 0; count < 12; count++) expect(verdict(await ask(user.id, client, { password: PASSWORD }))).toEqual(REFUSED);
    const throttled = await server.storage.read((stores) => stores.audit.list({ action: 'sign_in.failed', limit: 10 }));
    expect(throttled.filter((event) => event.userId === user.id)).toEqual([]);
  });

  test('the secret itself in place of the JWT is refused', async () => {
    const user = await userWithSecret();
    expect(verdict(await ask(user.secret))).toEqual(REFUSED);
    expect(verdict(await ask(user.id, client, { password: user.secret }))).toEqual(REFUSED);
  });

  test('a missing username is invalid_request', async () => {
    expect(verdict(await ask(''))).toEqual([400, 'invalid_request']);
  });

  test('the window is that of client JWTs: 300 s, and 60 s ahead', async () => {
    const user = await userWithSecret();
    const at = (offset: number): string => user.jwt({ members: { time: String(Math.floor(server.now() / 1000) + offset) } });
    expect((await ask(at(-295))).status).toBe(200);
    expect((await ask(at(58))).status).toBe(200);
    expect(verdict(await ask(at(-301)))).toEqual(REFUSED);
    expect(verdict(await ask(at(65)))).toEqual(REFUSED);
  });

  test('HS256 only, all members strings, no critical header', async () => {
    const user = await userWithSecret();
    const wrong: Partial<UserJwt>[] = [
      { header: { alg: 'none' } },
      { header: { alg: 'HS512' } },
      { header: { crit: ['x'] } },
      { members: { username: 1 } },
      { members: { username: null } },
      { members: { time: Math.floor(server.now() / 1000) } },
      { members: { nonce: 1 } },
      { members: { time: undefined } },
      { secret: PASSWORD },
      { secret: '' },
      { username: 'nobody' },
      { username: `${user.id} ` },
      { username: '__proto__' },
    ];
    for (const change of wrong) expect(verdict(await ask(user.jwt(change)))).toEqual(REFUSED);
  });

  test('a client JWT is no user JWT, though both are HS256', async () => {
    const user = await userWithSecret();
    const claims = { id: user.id, time: String(Math.floor(server.now() / 1000)), nonce: 'n' };
    expect(verdict(await ask(signJwt({ alg: 'HS256' }, claims, user.secret)))).toEqual(REFUSED);
  });

  test('the secret of one user does not speak for another', async () => {
    const [one, other] = [await userWithSecret(), await userWithSecret()];
    expect(verdict(await ask(userJwt({ username: other.id, secret: one.secret })))).toEqual(REFUSED);
  });

  test('a new secret ends the one before it', async () => {
    const user = await userWithSecret();
    await personalSecret(server, user.id);
    expect(verdict(await ask(user.jwt()))).toEqual(REFUSED);
  });

  test('a user without a secret, a frozen one, a deleted one and an unknown one are told the same', async () => {
    const [without, frozen, deleted] = [await server.addUser(), await userWithSecret(), await userWithSecret()];
    await setStatus(server, frozen.id, 'frozen');
    await setStatus(server, deleted.id, 'delete');
    const jwts = [
      userJwt({ username: without.id, secret: 'x' }),
      frozen.jwt(),
      deleted.jwt(),
      userJwt({ username: 'nobody', secret: 'x' }),
    ];
    const answers: TokenAnswer['body'][] = [];
    for (const jwt of jwts) answers.push((await ask(jwt)).body);
    expect(new Set(answers.map((body) => JSON.stringify(body))).size).toBe(1);
    expect(answers[0]?.error).toBe('invalid_grant');
  });

  test('a user who must change their password gets no tokens by the secret', async () => {
    const { id } = await server.addUser({ mustChangePassword: true });
    const secret = await personalSecret(server, id);
    expect(verdict(await ask(userJwt({ username: id, secret })))).toEqual(REFUSED);
  });

  test('scopes are those of the client’s registration', async () => {
    const narrow = await server.addClient({ grantTypes: ['password'], scope: 'user:read' });
    const user = await userWithSecret();
    expect(verdict(await ask(user.jwt(), narrow, { scope: 'user:write' }))).toEqual([400, 'invalid_scope']);
    expect((await ask(user.jwt(), narrow, { scope: 'user:read' })).status).toBe(200);
  });

  test('where the client refuses repeats, a user JWT works once and needs a nonce', async () => {
    const strict = await server.addClient({ grantTypes: ['password'], refuseJwtReplay: true });
    const user = await userWithSecret();
    const jwt = user.jwt();
    expect((await ask(jwt, strict)).status).toBe(200);
    expect(verdict(await ask(jwt, strict))).toEqual(REFUSED);
    expect(verdict(await ask(user.jwt({ members: { nonce: undefined } }), strict))).toEqual(REFUSED);
  });

  test('DELETE /oauth2/token with a token that has no session ends its grant', async () => {
    const user = await userWithSecret();
    const [one, other] = [
      (await ask(user.jwt(), client, { scope: 'user:read' })).body,
      (await ask(user.jwt(), client, { scope: 'user:read' })).body,
    ];
    const response = await fetch(`${server.url}/oauth2/token?access_token=${one.access_token}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${one.access_token}` },
    });
    expect(response.status).toBe(200);
    expect(await useAccessToken(server, one.access_token ?? '')).toBe(401);
    expect(verdict(await refresh(server, client, { refresh_token: one.refresh_token ?? '' }))).toEqual(REFUSED);
    expect(await useAccessToken(server, other.access_token ?? '')).toBe(200);
  });
});
